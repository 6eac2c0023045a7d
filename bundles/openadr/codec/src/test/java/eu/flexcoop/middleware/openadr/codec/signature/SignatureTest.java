package eu.flexcoop.middleware.openadr.codec.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.codec.xml.Messages;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.codec.xml.SharedFiles;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Our signatures, and those of another implementation. */
class SignatureTest {
    private static final TestCertificate EC = TestCertificate.ec("ven");
    private static final TestCertificate RSA = TestCertificate.rsa("ven");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final MessageVerifier verifier = new MessageVerifier(CodecOptions.DEFAULT);

    private static MessageSigner signer(TestCertificate certificate) {
        return new MessageSigner(new SigningKey(certificate.key(), certificate.certificate()), CLOCK);
    }

    private static Predicate<X509Certificate> isThatOf(TestCertificate sender) {
        return sender.certificate()::equals;
    }

    static Stream<TestCertificate> keys() {
        return Stream.of(EC, RSA);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyMessageIsReadAsItWasSigned(TestCertificate key) {
        for (OadrPayload message : Messages.all()) {
            byte[] signed = signer(key).sign(message);

            VerifiedMessage verified = verifier.verify(signed, isThatOf(key));

            assertThat(verified.payload()).isEqualTo(new OadrReader().read(new OadrWriter().write(message)));
            assertThat(verified.signer()).isEqualTo(key.certificate());
            assertThat(verified.timestamp()).isEqualTo(NOW);
            assertThat(verified.nonce()).hasSize(32);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whatWeSignIsValidByTheSchemas(TestCertificate key) throws Exception {
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SharedFiles.require("xsd/oadr_20b.xsd").toFile());
        for (OadrPayload message : Messages.all()) {
            byte[] signed = signer(key).sign(message);
            schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(signed)));
            assertThat(new String(signed, StandardCharsets.UTF_8)).doesNotContain("&#");
        }
    }

    @Test
    void noTwoMessagesHaveTheSameNonce() {
        MessageSigner signer = signer(EC);
        Poll poll = new Poll("ven-1");

        assertThat(verifier.verify(signer.sign(poll), isThatOf(EC)).nonce())
                .isNotEqualTo(verifier.verify(signer.sign(poll), isThatOf(EC)).nonce());
    }

    /** Polls that openleadr 0.5.36 signed with signxml 4.5.1. */
    @ParameterizedTest
    @ValueSource(strings = {"openleadr-ec.xml", "openleadr-rsa.xml"})
    void signaturesOfOpenleadrAreUnderstood(String file) throws IOException {
        try (InputStream in = SignatureTest.class.getResourceAsStream(file)) {
            VerifiedMessage verified = verifier.verify(
                    in.readAllBytes(),
                    certificate ->
                            certificate.getSubjectX500Principal().getName().contains("CN=ven"));

            assertThat(verified.payload()).isEqualTo(new Poll("ven-1"));
            assertThat(verified.timestamp())
                    .isBetween(Instant.parse("2026-11-26T19:42:11Z"), Instant.parse("2026-11-26T19:42:12Z"));
            assertThat(verified.nonce()).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void onlyTheSendersOwnCertificateCounts() {
        byte[] signed = signer(EC).sign(new Poll("ven-1"));

        assertThatThrownBy(() -> verifier.verify(signed, isThatOf(TestCertificate.ec("ven"))))
                .isInstanceOfSatisfying(BadSignatureException.class, e -> assertThat(e.unverified())
                        .isEqualTo(new Poll("ven-1")))
                .hasMessageContaining("the certificate of the signature is not the sender's");
    }

    @Test
    void aSignedMessageIsHandedOverWholeAndAnUnsignedOneIsNot() throws IOException {
        OadrReader reader = new OadrReader();
        byte[] signed = signer(EC).sign(new Poll("ven-1"));

        OadrPayload read = reader.read(new ByteArrayInputStream(signed), body -> {
            byte[] whole = body.readAllBytes();
            assertThat(whole).isEqualTo(signed);
            return verifier.verify(whole, isThatOf(EC)).payload();
        });

        assertThat(read).isEqualTo(new Poll("ven-1"));
        for (OadrPayload message : Messages.all()) {
            byte[] unsigned = new OadrWriter().write(message);
            assertThat(reader.read(new ByteArrayInputStream(unsigned), body -> {
                        throw new AssertionError("has no signature");
                    }))
                    .isEqualTo(reader.read(unsigned));
        }
    }

    @Test
    void otherKeysThanOpenadrsCannotSign() {
        assertThat(List.of(EC, RSA)).allSatisfy(key -> assertThat(signer(key)).isNotNull());
        assertThatThrownBy(() -> SignatureAlgorithm.of(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use EC or RSA");
    }
}
