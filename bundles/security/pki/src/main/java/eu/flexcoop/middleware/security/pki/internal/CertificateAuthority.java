package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/** The authority of this installation: one root on P-256 that signs server and box certificates directly. Thread-safe. */
final class CertificateAuthority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365);
    private static final Duration REVOCATION_LIST_VALIDITY = Duration.ofDays(1);
    /** Certificates begin a little in the past, for boxes whose clock is slow. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final CertifiedKey root;
    private final Optional<Provider> provider;
    private final Clock clock;

    private CertificateAuthority(CertifiedKey root, Optional<Provider> provider, Clock clock) {
        this.root = root;
        this.provider = provider;
        this.clock = clock;
    }

    /** The authority whose key lies there; the first call makes it. */
    static CertificateAuthority in(RootStore store, Clock clock) throws IOException, GeneralSecurityException {
        CertifiedKey root = store.read().orElse(null);
        if (root == null) {
            root = newRoot(store, clock.instant());
            store.write(root);
        }
        return new CertificateAuthority(root, store.provider(), clock);
    }

    private static CertifiedKey newRoot(RootStore store, Instant now) throws IOException, GeneralSecurityException {
        KeyPair pair = store.newPair();
        X500Name name = name("FLEXCoop middleware " + HexFormat.of().toHexDigits(RANDOM.nextInt()), "FLEXCoop");
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial(), date(now.minus(BACKDATE)), date(now.plus(ROOT_VALIDITY)), name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return new CertifiedKey(pair.getPrivate(), sign(builder, signer(pair.getPrivate(), store.provider())));
    }

    static KeyPair newPair(String type, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(bits, RANDOM);
        return generator.generateKeyPair();
    }

    X509Certificate rootCertificate() {
        return root.certificate();
    }

    X509Certificate certify(PublicKey box, AccountId account, AggregatorId aggregator, Duration validity)
            throws IOException, GeneralSecurityException {
        return certify(box, account, aggregator, validity, new RevocationLinks(Optional.empty()));
    }

    /** A certificate for a box: client authentication and nothing else. */
    X509Certificate certify(
            PublicKey box, AccountId account, AggregatorId aggregator, Duration validity, RevocationLinks links)
            throws IOException, GeneralSecurityException {
        X509v3CertificateBuilder builder = leaf(name(account.value(), aggregator.value()), box, validity);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        links.addTo(builder);
        return sign(builder, signer());
    }

    /** A certificate for our own TLS listeners. */
    CertifiedKey newServer(String keyType, int bits, List<ServerName> names, Duration validity)
            throws IOException, GeneralSecurityException {
        KeyPair pair = newPair(keyType, bits);
        X509v3CertificateBuilder builder = leaf(name(names.get(0).value(), "FLEXCoop"), pair.getPublic(), validity);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(names.stream().map(ServerName::asGeneralName).toArray(GeneralName[]::new)));
        return new CertifiedKey(pair.getPrivate(), sign(builder, signer()));
    }

    /** @return a list of revoked certificates in DER, to be replaced within a day */
    byte[] revocationList(List<Revoked> revoked) throws IOException, GeneralSecurityException {
        Instant now = clock.instant();
        X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(root.certificate().getSubjectX500Principal(), date(now));
        builder.setNextUpdate(date(now.plus(REVOCATION_LIST_VALIDITY)));
        for (Revoked one : revoked) {
            builder.addCRLEntry(one.serial(), date(one.at()), CRLReason.unspecified);
        }
        // rises with time on all nodes, without a counter that they would have to share
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root.certificate()));
        return builder.build(signer()).getEncoded();
    }

    /** Signs with the key of the authority. */
    ContentSigner signer() throws GeneralSecurityException {
        return signer(root.key(), provider);
    }

    private static ContentSigner signer(PrivateKey key, Optional<Provider> provider) throws GeneralSecurityException {
        JcaContentSignerBuilder builder = new JcaContentSignerBuilder(SIGNATURE);
        provider.ifPresent(builder::setProvider);
        try {
            return builder.build(key);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("The key cannot sign", e);
        }
    }

    /** A certificate that was ended before its time. */
    record Revoked(BigInteger serial, Instant at) {}

    private X509v3CertificateBuilder leaf(X500Name subject, PublicKey key, Duration validity)
            throws IOException, GeneralSecurityException {
        Instant now = clock.instant();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                root.certificate(), // its subject as issuer
                serial(),
                date(now.minus(BACKDATE)),
                date(now.plus(validity)),
                subject,
                key);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(
                        "RSA".equals(key.getAlgorithm())
                                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                                : KeyUsage.digitalSignature));
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(root.certificate()));
        return builder;
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, ContentSigner signer)
            throws GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** Of values and not of texts, in which a # in front and backslashes have a meaning. */
    private static X500Name name(String commonName, String organisation) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, new DERUTF8String(organisation))
                .addRDN(BCStyle.CN, new DERUTF8String(commonName))
                .build();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }

    private static Date date(Instant instant) {
        return Date.from(instant);
    }
}
