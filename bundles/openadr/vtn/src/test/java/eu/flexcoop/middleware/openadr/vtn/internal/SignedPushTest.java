package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.signature.MessageSigner;
import eu.flexcoop.middleware.openadr.codec.signature.MessageVerifier;
import eu.flexcoop.middleware.openadr.codec.signature.SigningKey;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.testing.TestCertificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A VEN that registered for XML signatures and is pushed to over HTTPS. */
class SignedPushTest extends PushFixture {
    private final MessageVerifier verifier = new MessageVerifier(CodecOptions.DEFAULT);

    static Stream<TestCertificate> keys() {
        return Stream.of(TestCertificate.ec("a"), TestCertificate.rsa("a"));
    }

    private byte[] sign(TestCertificate key, OadrPayload message) {
        return new MessageSigner(new SigningKey(key.key(), key.certificate()), vtn.clock).sign(message);
    }

    private PushedBox listener(TestCertificate own) throws Exception {
        restart(LOOPBACK, own);
        PushedBox tls = opened(PushedBox.https(own, TestVtn.SIGNER));
        tls.answers((exchange, message) -> PushedBox.send(exchange, sign(own, PushedBox.consentTo(message))));
        return tls;
    }

    private VenId joinSigned(TestCertificate key, PushedBox listener) {
        CreatePartyRegistration registration = new CreatePartyRegistration(
                "reg",
                Optional.empty(),
                Optional.empty(),
                "2.0b",
                "simpleHttp",
                Optional.of(listener.address()),
                false,
                true,
                Optional.of("a"),
                Optional.of(false));
        CreatedPartyRegistration created = (CreatedPartyRegistration)
                vtn.http(OadrService.EI_REGISTER_PARTY, TestVtn.box("a"), sign(key, registration))
                        .payload()
                        .orElseThrow();
        assertThat(created.response().code()).isEqualTo("200");
        return new VenId(created.venId().orElseThrow());
    }

    private void assertSigned(PushedBox.Pushed pushed, MessageType type) {
        assertThat(pushed.message().type()).isEqualTo(type);
        assertThat(verifier.verify(pushed.body(), TestVtn.SIGNER.certificate()::equals)
                        .payload())
                .isEqualTo(pushed.message());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void itGetsSignedMessagesAndItsSignedAnswersCount(TestCertificate key) throws Exception {
        PushedBox listener = listener(key);

        VenId ven = joinSigned(key, listener);

        assertSigned(listener.next(), MessageType.REGISTER_REPORT);
        awaitEmptyOutbox(ven);
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        assertSigned(listener.next(), MessageType.DISTRIBUTE_EVENT);
        await().untilAsserted(() -> assertThat(pushes("delivered")).isEqualTo(2));
        assertThat(pushes("failed")).isZero();
    }

    private void assertFails(PushedBox.Handler handler, TestCertificate key, PushedBox listener, String error) {
        listener.answers(handler);

        VenId ven = joinSigned(key, listener);

        await().untilAsserted(() -> assertThat(error(ven)).contains(error));
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
        assertThat(pushes("delivered")).isZero();
    }

    @Test
    void anAnswerWithoutSignatureIsAFailure() throws Exception {
        TestCertificate key = TestCertificate.ec("a");
        PushedBox listener = listener(key);

        assertFails(PushedBox::consent, key, listener, "the answer has no XML signature");
    }

    @Test
    void anAnswerThatAnotherCertificateSignedIsAFailure() throws Exception {
        TestCertificate key = TestCertificate.ec("a");
        TestCertificate other = TestCertificate.ec("b");
        PushedBox listener = listener(key);

        assertFails(
                (exchange, message) -> PushedBox.send(exchange, sign(other, PushedBox.consentTo(message))),
                key,
                listener,
                "not the sender's");
    }

    @Test
    void anAnswerThatWasChangedIsAFailure() throws Exception {
        TestCertificate key = TestCertificate.ec("a");
        PushedBox listener = listener(key);

        assertFails(
                (exchange, message) -> {
                    String answer = new String(sign(key, PushedBox.consentTo(message)), UTF_8);
                    PushedBox.send(exchange, answer.replace(">200<", ">201<").getBytes(UTF_8));
                },
                key,
                listener,
                "was changed after it was signed");
    }

    @Test
    void anAnswerCountsOnce() throws Exception {
        TestCertificate key = TestCertificate.ec("a");
        PushedBox listener = listener(key);
        AtomicReference<byte[]> first = new AtomicReference<>();
        listener.answers((exchange, message) -> {
            first.compareAndSet(null, sign(key, PushedBox.consentTo(message)));
            PushedBox.send(exchange, first.get());
        });
        VenId ven = joinSigned(key, listener);
        awaitEmptyOutbox(ven);

        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);

        await().untilAsserted(() -> assertThat(error(ven)).contains("were used before"));
    }

    @Test
    void aVenThatDoesNotSignGetsNoSignature() throws Exception {
        PushedBox listener = listener(TestCertificate.ec("a"));
        listener.answers(PushedBox::consent);

        VenId ven = join("a", listener);

        assertThat(new String(listener.next().body(), UTF_8)).doesNotContain("Signature");
        awaitEmptyOutbox(ven);
    }
}
