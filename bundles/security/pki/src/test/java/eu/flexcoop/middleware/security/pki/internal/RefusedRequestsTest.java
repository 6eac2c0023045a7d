package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Requests for certificates that are refused, with their status, and that nothing is issued for them. */
class RefusedRequestsTest extends RegisterFixture {
    private static final String GOOD = "CN=alice,O=coop";
    private static final String SHA256 = "SHA256withECDSA";

    private BoxEnrolment enrolment;

    @BeforeEach
    void start() {
        enrolment = new BoxEnrolment(issuing, register);
    }

    private static Caller caller(Role role, String account) {
        return new Caller(
                account,
                role,
                role == Role.PROSUMER ? Optional.of(new AccountId(account)) : Optional.empty(),
                role == Role.SERVICE ? Optional.empty() : Optional.of(COOP),
                Optional.empty());
    }

    private X509Certificate enrol(Caller caller, byte[] body) throws Exception {
        return enrolment.enrol(body, caller);
    }

    private static byte[] signed(X500Name subject, SubjectPublicKeyInfo key, KeyPair signer, Extension... extensions)
            throws Exception {
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(subject, key);
        if (extensions.length > 0) {
            ExtensionsGenerator generator = new ExtensionsGenerator();
            Arrays.stream(extensions).forEach(generator::addExtension);
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, generator.generate());
        }
        String algorithm = signer.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : SHA256;
        return Base64.getEncoder()
                .encode(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
                        .getEncoded());
    }

    private static SubjectPublicKeyInfo info(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    /** The point of the key with the curve spelt out instead of named. */
    private static byte[] explicitParameters(String curve) throws Exception {
        KeyPair pair = Requests.ec();
        X9ECParameters named = ECNamedCurveTable.getByName(curve);
        return signed(
                new X500Name(GOOD),
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, named),
                        info(pair).getPublicKeyData().getBytes()),
                pair);
    }

    private static byte[] rsa(java.math.BigInteger modulus, long exponent) throws Exception {
        return signed(
                new X500Name(GOOD),
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
                        new RSAPublicKey(modulus, java.math.BigInteger.valueOf(exponent))),
                CertificateAuthority.newPair("RSA", 2048));
    }

    private static byte[] otherCurve(String name, String signature) throws Exception {
        KeyPair pair;
        try {
            var generator = java.security.KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            pair = generator.generateKeyPair();
        } catch (java.security.InvalidAlgorithmParameterException e) { // the JDK has only the curves of NIST
            pair = Requests.ec();
            return signed(
                    new X500Name(GOOD),
                    new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ECNamedCurveTable.getOID(name)),
                            info(pair).getPublicKeyData().getBytes()),
                    pair);
        }
        return Requests.base64(GOOD, pair, signature);
    }

    private static Extension extension(
            org.bouncycastle.asn1.ASN1ObjectIdentifier type, org.bouncycastle.asn1.ASN1Encodable value)
            throws Exception {
        return new Extension(type, true, value.toASN1Primitive().getEncoded());
    }

    private static byte[] nested(int levels) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        for (int level = 0; level < levels; level++) {
            der.write(0x30);
            der.write(0x80);
        }
        return Base64.getEncoder().encode(der.toByteArray());
    }

    static Stream<Arguments> refused() throws Exception {
        KeyPair key = Requests.ec();
        KeyPair rsa = CertificateAuthority.newPair("RSA", 2048);
        var modulus = ((java.security.interfaces.RSAPublicKey) rsa.getPublic()).getModulus();
        byte[] good = Requests.base64(GOOD, key, SHA256);
        X500Name subject = new X500Name(GOOD);
        return Stream.of(
                arguments("an aggregator", Role.AGGREGATOR, good, 403),
                arguments("a service without CN", Role.SERVICE, Requests.base64("O=coop", key, SHA256), 403),
                arguments("a service without O", Role.SERVICE, Requests.base64("CN=alice", key, SHA256), 403),
                arguments("a foreign CN", Role.PROSUMER, Requests.base64("CN=bob,O=coop", key, SHA256), 400),
                arguments("a foreign CN alone", Role.PROSUMER, Requests.base64("CN=bob", key, SHA256), 400),
                arguments("a foreign O", Role.PROSUMER, Requests.base64("CN=alice,O=other", key, SHA256), 400),
                arguments("a foreign O alone", Role.PROSUMER, Requests.base64("O=other", key, SHA256), 400),
                arguments("CN in another case", Role.PROSUMER, Requests.base64("CN=Alice,O=coop", key, SHA256), 400),
                arguments("a unit", Role.PROSUMER, Requests.base64(GOOD + ",OU=admin", key, SHA256), 400),
                arguments("a user id", Role.SERVICE, Requests.base64(GOOD + ",UID=bob", key, SHA256), 400),
                arguments("two CNs", Role.SERVICE, Requests.base64("CN=alice,CN=bob,O=coop", key, SHA256), 400),
                arguments("two names in one part", Role.SERVICE, Requests.base64("CN=alice+O=coop", key, SHA256), 400),
                arguments(
                        "a long CN", Role.SERVICE, Requests.base64("CN=" + "a".repeat(300) + ",O=c", key, SHA256), 400),
                arguments(
                        "a CN with an escape sequence",
                        Role.SERVICE,
                        signed(
                                new X500NameBuilder()
                                        .addRDN(BCStyle.CN, new DERBMPString("a\u001b[2J"))
                                        .addRDN(BCStyle.O, "coop")
                                        .build(),
                                info(key),
                                key),
                        400),
                arguments(
                        "a CN that is no text",
                        Role.SERVICE,
                        signed(
                                new X500NameBuilder()
                                        .addRDN(BCStyle.CN, new DERSequence())
                                        .build(),
                                info(key),
                                key),
                        400),
                arguments("explicit P-256 parameters", Role.PROSUMER, explicitParameters("secp256r1"), 400),
                arguments("explicit P-384 parameters", Role.PROSUMER, explicitParameters("secp384r1"), 400),
                arguments("explicit secp256k1 parameters", Role.PROSUMER, explicitParameters("secp256k1"), 400),
                arguments("secp256k1", Role.PROSUMER, otherCurve("secp256k1", SHA256), 400),
                arguments("brainpoolP256r1", Role.PROSUMER, otherCurve("brainpoolP256r1", SHA256), 400),
                arguments("P-521", Role.PROSUMER, otherCurve("secp521r1", SHA256), 400),
                arguments(
                        "an EC key without parameters",
                        Role.PROSUMER,
                        signed(
                                subject,
                                new SubjectPublicKeyInfo(
                                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey),
                                        info(key).getPublicKeyData().getBytes()),
                                key),
                        400),
                arguments(
                        "RSA 1024",
                        Role.PROSUMER,
                        Requests.base64(GOOD, CertificateAuthority.newPair("RSA", 1024), "SHA256withRSA"),
                        400),
                arguments("RSA with exponent 1", Role.PROSUMER, rsa(modulus, 1), 400),
                arguments("RSA with exponent 4", Role.PROSUMER, rsa(modulus, 4), 400),
                arguments("RSA with an even modulus", Role.PROSUMER, rsa(modulus.clearBit(0), 65_537), 400),
                arguments("RSA with modulus 0", Role.PROSUMER, rsa(java.math.BigInteger.ZERO, 65_537), 400),
                arguments("SHA-1", Role.PROSUMER, Requests.base64(GOOD, rsa, "SHA1withRSA"), 400),
                arguments("a foreign signature", Role.PROSUMER, signed(subject, info(key), Requests.ec()), 400),
                arguments("the signature of another type", Role.PROSUMER, signed(subject, info(key), rsa), 400),
                arguments(
                        "rights of an authority",
                        Role.ADMIN,
                        signed(
                                subject,
                                info(key),
                                key,
                                extension(Extension.basicConstraints, new BasicConstraints(true))),
                        400),
                arguments(
                        "the right to sign certificates",
                        Role.PROSUMER,
                        signed(
                                subject,
                                info(key),
                                key,
                                extension(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign))),
                        400),
                arguments(
                        "extensions that cannot be read",
                        Role.PROSUMER,
                        signed(subject, info(key), key, new Extension(Extension.basicConstraints, true, new byte[] {1
                        })),
                        400),
                arguments("nothing", Role.PROSUMER, new byte[0], 400),
                arguments("no base64", Role.PROSUMER, "{\"csr\":1}".getBytes(), 400),
                arguments("half a request", Role.PROSUMER, Arrays.copyOf(good, good.length / 2), 400),
                arguments("deep nesting", Role.PROSUMER, nested(6_000), 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedAndNothingIsIssued(String what, Role role, byte[] body, int status) {
        assertThatThrownBy(() -> enrol(caller(role, "alice"), body))
                .isInstanceOfSatisfying(
                        MiddlewareException.class, e -> assertThat(e.status()).isEqualTo(status));
        assertThat(register.issuedTo(new AccountId("alice"))).isEmpty();
    }

    /** In the escaped form of RFC 4514 each would be the account of somebody else. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"a,b", "a+b=c", "#61", " a ", "a\\,b", "a\"b", "äöü"})
    void aNameWithSpecialCharactersIsTheAccountOfThatName(String account) throws Exception {
        KeyPair key = Requests.ec();
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.CN, new org.bouncycastle.asn1.DERUTF8String(account))
                .addRDN(BCStyle.O, new org.bouncycastle.asn1.DERUTF8String(COOP.value()))
                .build();

        X509Certificate issued = enrol(caller(Role.SERVICE, "service"), signed(subject, info(key), key));

        assertThat(new JcaX509CertificateHolder(issued)
                        .getSubject()
                        .getRDNs(BCStyle.CN)[0]
                        .getFirst()
                        .getValue()
                        .toString())
                .isEqualTo(account);
        assertThat(register.issuedTo(new AccountId(account))).hasSize(1);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"", "CN=alice", "O=coop", GOOD})
    void anEmptySubjectAndTheOneOfTheTokenAreAccepted(String subject) throws Exception {
        X509Certificate issued = enrol(caller(Role.PROSUMER, "alice"), Requests.base64(subject, Requests.ec(), SHA256));

        assertThat(issued.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=alice,O=coop"));
    }

    @Test
    void anAccountHasALimitOfValidCertificates() throws Exception {
        Caller alice = caller(Role.PROSUMER, "alice");
        for (int i = 0; i < LIMIT; i++) {
            enrol(alice, Requests.base64(GOOD, Requests.ec(), SHA256));
        }
        assertThatThrownBy(() -> enrol(alice, Requests.base64(GOOD, Requests.ec(), SHA256)))
                .isInstanceOfSatisfying(TooManyCertificatesException.class, e -> assertThat(e.status())
                        .isEqualTo(409));
        assertThat(register.issuedTo(new AccountId("alice"))).hasSize(LIMIT);

        enrol(caller(Role.PROSUMER, "bob"), Requests.base64("CN=bob,O=coop", Requests.ec(), SHA256));
        register.revoke(register.issuedTo(new AccountId("alice")).get(0).serial(), "lost");
        enrol(alice, Requests.base64(GOOD, Requests.ec(), SHA256));
    }
}
