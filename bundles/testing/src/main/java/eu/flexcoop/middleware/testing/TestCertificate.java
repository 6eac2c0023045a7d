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
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A fresh key with a certificate, good from 2000 to 2099 and signed by itself unless said otherwise. */
public record TestCertificate(PrivateKey key, X509Certificate certificate) {
    private static final Instant END = Instant.parse("2099-01-01T00:00:00Z");

    /** A certificate for an elliptic curve, P-256. */
    public static TestCertificate ec(String commonName) {
        return selfSigned(pair("EC", 256), "SHA256withECDSA", commonName, false);
    }

    /** A certificate for RSA with 2048 bits. */
    public static TestCertificate rsa(String commonName) {
        return selfSigned(pair("RSA", 2048), "SHA256withRSA", commonName, false);
    }

    /** One that may {@link #issue} others, P-256. */
    public static TestCertificate authority(String commonName) {
        return selfSigned(pair("EC", 256), "SHA256withECDSA", commonName, true);
    }

    /** A certificate of this authority with a key of its own, P-256, good from 2000 on. */
    public TestCertificate issue(String commonName, Instant end) {
        KeyPair pair = pair("EC", 256);
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new TestCertificate(
                pair.getPrivate(),
                sign(builder(issuer, new X500Name("CN=" + commonName), pair, end), "SHA256withECDSA", key));
    }

    private static TestCertificate selfSigned(KeyPair pair, String algorithm, String commonName, boolean authority) {
        X500Name name = new X500Name("CN=" + commonName);
        JcaX509v3CertificateBuilder builder = builder(name, name, pair, END);
        if (authority) {
            try {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            } catch (CertIOException e) {
                throw new AssertionError(e);
            }
        }
        return new TestCertificate(pair.getPrivate(), sign(builder, algorithm, pair.getPrivate()));
    }

    private static KeyPair pair(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Instant end) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, new SecureRandom()),
                Date.from(Instant.parse("2000-01-01T00:00:00Z")),
                Date.from(end),
                subject,
                pair.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, String algorithm, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
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
