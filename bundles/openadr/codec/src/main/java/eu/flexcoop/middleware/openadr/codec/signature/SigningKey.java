package eu.flexcoop.middleware.openadr.codec.signature;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * Signs messages in the name of a certificate.
 *
 * @param key RSA or elliptic curve
 * @param certificate goes along with each message, so that the receiver can tell whose the signature is
 */
public record SigningKey(PrivateKey key, X509Certificate certificate) {
    public SigningKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(certificate, "certificate");
        SignatureAlgorithm.of(certificate.getPublicKey());
    }

    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.of(certificate.getPublicKey());
    }
}
