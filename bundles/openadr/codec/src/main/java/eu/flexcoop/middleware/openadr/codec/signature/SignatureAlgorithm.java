package eu.flexcoop.middleware.openadr.codec.signature;

import java.security.Key;
import java.util.Arrays;
import java.util.Optional;
import javax.xml.crypto.dsig.SignatureMethod;

/** The signature algorithms of OpenADR 2.0b. */
enum SignatureAlgorithm {
    RSA("RSA", SignatureMethod.RSA_SHA256),
    ECDSA("EC", SignatureMethod.ECDSA_SHA256);

    private final String keyType;
    private final String uri;

    SignatureAlgorithm(String keyType, String uri) {
        this.keyType = keyType;
        this.uri = uri;
    }

    String uri() {
        return uri;
    }

    static Optional<SignatureAlgorithm> ofUri(String uri) {
        return Arrays.stream(values()).filter(one -> one.uri.equals(uri)).findFirst();
    }

    /** @throws IllegalArgumentException if OpenADR has no algorithm for such keys */
    static SignatureAlgorithm of(Key key) {
        return Arrays.stream(values())
                .filter(one -> one.fits(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "A key of type %s cannot sign OpenADR messages, use EC or RSA".formatted(key.getAlgorithm())));
    }

    boolean fits(Key key) {
        return keyType.equals(key.getAlgorithm());
    }
}
