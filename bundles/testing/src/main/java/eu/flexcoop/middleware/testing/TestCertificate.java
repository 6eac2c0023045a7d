package eu.flexcoop.middleware.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A fresh key with a certificate that it signed itself, good from 2000 to 2099. */
public record TestCertificate(PrivateKey key, X509Certificate certificate) {
    /** A certificate for an elliptic curve, P-256. */
    public static TestCertificate ec(String commonName) {
        return of("EC", 256, "SHA256withECDSA", commonName);
    }

    /** A certificate for RSA with 2048 bits. */
    public static TestCertificate rsa(String commonName) {
        return of("RSA", 2048, "SHA256withRSA", commonName);
    }

    private static TestCertificate of(String type, int bits, String algorithm, String commonName) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=" + commonName);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(Instant.parse("2000-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2099-01-01T00:00:00Z")),
                    name,
                    pair.getPublic());
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
            return new TestCertificate(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds the key and the certificate to a key store. */
    public void addTo(KeyStore store, String alias, String password) {
        try {
            store.setKeyEntry(alias, key, password.toCharArray(), new Certificate[] {certificate});
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** SHA-256 over the DER form, lower-case hex digits. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
