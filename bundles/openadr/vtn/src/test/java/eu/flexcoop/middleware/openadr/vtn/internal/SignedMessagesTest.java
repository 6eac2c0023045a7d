package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.signature.MessageSigner;
import eu.flexcoop.middleware.openadr.codec.signature.MessageVerifier;
import eu.flexcoop.middleware.openadr.codec.signature.SigningKey;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.vtn.internal.http.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** VENs that sign: what is demanded of them, what they get, and what nobody gets through. */
class SignedMessagesTest {
    private static final Peer BOX = TestVtn.box("a");
    private static final TestCertificate EC = TestCertificate.ec("a");
    private static final TestCertificate RSA = TestCertificate.rsa("a");

    private final MessageVerifier verifier = new MessageVerifier(CodecOptions.DEFAULT);

    private TestMongo mongo;
    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
    }

    static Stream<TestCertificate> keys() {
        return Stream.of(EC, RSA);
    }

    private byte[] sign(TestCertificate key, OadrPayload message) {
        return new MessageSigner(new SigningKey(key.key(), key.certificate()), vtn.clock).sign(message);
    }

    private static CreatePartyRegistration registration(boolean xmlSignature) {
        CreatePartyRegistration plain = TestVtn.registration(Optional.empty(), Optional.empty());
        return new CreatePartyRegistration(
                plain.requestId(),
                plain.registrationId(),
                plain.venId(),
                plain.profileName(),
                plain.transportName(),
                plain.transportAddress(),
                plain.reportOnly(),
                xmlSignature,
                plain.venName(),
                plain.httpPullModel());
    }

    /** Registers the box for signatures and answers its id. */
    private String join(TestCertificate key) {
        Answer answer = vtn.http(OadrService.EI_REGISTER_PARTY, BOX, sign(key, registration(true)));
        assertThat(answer.signed()).isTrue();
        return ((CreatedPartyRegistration) answer.payload().orElseThrow())
                .venId()
                .orElseThrow();
    }

    private Answer poll(TestVtn node, Peer peer, byte[] body) {
        return node.http(OadrService.OADR_POLL, peer, body);
    }

    private static String code(Answer answer) {
        return ((Response) answer.payload().orElseThrow()).response().code();
    }

    private static String reason(Answer answer) {
        return ((Response) answer.payload().orElseThrow())
                .response()
                .description()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aBoxThatSignsGetsEverythingSigned(TestCertificate key) {
        String id = join(key);

        Answer answer = poll(vtn, BOX, sign(key, new Poll(id)));

        assertThat(answer.payload()).containsInstanceOf(RegisterReport.class);
        byte[] sent = vtn.messages.write(answer.payload().orElseThrow(), answer.signed());
        assertThat(verifier.verify(sent, TestVtn.SIGNER.certificate()::equals).payload())
                .isEqualTo(answer.payload().orElseThrow());
    }

    @Test
    void unsignedMessagesOfABoxThatSignsAreRefusedInTheirOwnForm() {
        String id = join(EC);

        Answer poll = vtn.http(OadrService.OADR_POLL, BOX, new Poll(id));
        Answer request = vtn.http(OadrService.EI_EVENT, BOX, new RequestEvent("r", id, Optional.empty()));
        Answer query = vtn.http(OadrService.EI_REGISTER_PARTY, BOX, new QueryRegistration("q"));
        Answer downgrade = vtn.http(OadrService.EI_REGISTER_PARTY, BOX, registration(false));

        assertThat(code(poll)).isEqualTo("454");
        assertThat(reason(poll)).contains("must be signed");
        assertThat(request.payload()).containsInstanceOf(DistributeEvent.class);
        assertThat(((DistributeEvent) request.payload().orElseThrow()).response())
                .map(EiResponse::code)
                .contains("454");
        for (Answer answer : new Answer[] {query, downgrade}) {
            CreatedPartyRegistration created =
                    (CreatedPartyRegistration) answer.payload().orElseThrow();
            assertThat(created.response().code()).isEqualTo("454");
            assertThat(created.registrationId()).isEmpty();
        }
        assertThat(poll.signed() && request.signed() && query.signed() && downgrade.signed())
                .isTrue();
    }

    @Test
    void aRenewedCertificateIsTakenFromASignedMessageOnly() {
        String id = join(EC);
        Peer renewed = Peer.of(new BoxCertificate(
                "FP:new",
                "0",
                BOX.certificate().orElseThrow().account(),
                BOX.certificate().orElseThrow().aggregator(),
                BOX.certificate().orElseThrow().notAfter()));

        assertThat(code(vtn.http(OadrService.OADR_POLL, renewed, new Poll(id)))).isEqualTo("454");
        assertThat(vtn.vens.byFingerprint("FP:new")).isEmpty();
    }

    @Test
    void aBoxMaySignWithoutBeingRegisteredForIt() {
        String id = vtn.join("a").value();

        assertThat(poll(vtn, BOX, sign(EC, new Poll(id))).signed()).isTrue();
        Answer unsigned = vtn.http(OadrService.OADR_POLL, BOX, new Poll(id));
        assertThat(unsigned.signed()).isFalse();
        assertThat(new String(vtn.messages.write(unsigned.payload().orElseThrow(), false), StandardCharsets.UTF_8))
                .doesNotContain("Signature");
        Answer forged = poll(
                vtn,
                BOX,
                new String(sign(EC, new Poll("x")), StandardCharsets.UTF_8)
                        .replace(">x<", ">" + id + "<")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(code(forged)).isEqualTo("454");
        assertThat(reason(forged)).contains("was changed after it was signed");
    }

    @Test
    void aRegistrationForSignaturesIsSignedItself() {
        Answer unsigned = vtn.http(OadrService.EI_REGISTER_PARTY, BOX, registration(true));

        assertThat(((CreatedPartyRegistration) unsigned.payload().orElseThrow()).response())
                .satisfies(response -> {
                    assertThat(response.code()).isEqualTo("454");
                    assertThat(response.description().orElseThrow()).contains("must be signed itself");
                });
        assertThat(vtn.vens.count()).isZero();
    }

    @Test
    void withoutAKeyNobodyRegistersForSignatures() {
        TestVtn keyless = new TestVtn(mongo, VtnSetup.standard().withKey(Optional.empty()));

        Answer answer = keyless.http(OadrService.EI_REGISTER_PARTY, BOX, sign(EC, registration(true)));

        assertThat(((CreatedPartyRegistration) answer.payload().orElseThrow()).response())
                .satisfies(response -> {
                    assertThat(response.code()).isEqualTo("451");
                    assertThat(response.description().orElseThrow()).contains("no key for XML signatures");
                });
        String id = keyless.join("a").value();
        Answer poll = keyless.http(OadrService.OADR_POLL, BOX, sign(EC, new Poll(id)));
        assertThat(poll.payload()).containsInstanceOf(RegisterReport.class);
        assertThat(new String(
                        keyless.messages.write(poll.payload().orElseThrow(), poll.signed()), StandardCharsets.UTF_8))
                .doesNotContain("Signature");
    }

    @Test
    void aVenThatIsRegisteredForSignaturesIsNotServedWithoutAKey() {
        String id = join(EC);
        TestVtn keyless = new TestVtn(mongo, VtnSetup.standard().withKey(Optional.empty()));

        assertThat(poll(keyless, BOX, sign(EC, new Poll(id))).status()).isEqualTo(503);

        assertThat(poll(vtn, BOX, sign(EC, new Poll(id))).payload()).containsInstanceOf(RegisterReport.class);
    }

    @Test
    void onlyItsOwnCertificateSignsForABox() {
        String id = join(EC);

        assertThat(code(poll(vtn, BOX, sign(TestCertificate.ec("stranger"), new Poll(id)))))
                .isEqualTo("454");
        Answer other = poll(vtn, BOX, sign(TestCertificate.ec("b"), new Poll(id)));
        assertThat(code(other)).isEqualTo("454");
        assertThat(reason(other)).contains("not the sender's");
        Answer replayedByB = poll(vtn, TestVtn.box("b"), sign(EC, new Poll(id)));
        assertThat(code(replayedByB)).isEqualTo("454");
    }

    @Test
    void aMessageCountsOnceOnAllNodesAndAfterARestart() {
        String id = join(EC);
        TestVtn other = new TestVtn(mongo, vtn.clock);
        byte[] message = sign(EC, new Poll(id));
        byte[] registration = sign(EC, registration(true));

        assertThat(poll(vtn, BOX, message).payload()).containsInstanceOf(RegisterReport.class);

        for (TestVtn node : new TestVtn[] {vtn, other, new TestVtn(mongo, vtn.clock)}) {
            Answer replay = poll(node, BOX, message);
            assertThat(code(replay)).isEqualTo("454");
            assertThat(reason(replay)).contains("were used before");
        }
        other.http(OadrService.EI_REGISTER_PARTY, BOX, registration);
        assertThat(((CreatedPartyRegistration) vtn.http(OadrService.EI_REGISTER_PARTY, BOX, registration)
                                .payload()
                                .orElseThrow())
                        .response()
                        .code())
                .isEqualTo("454");
    }

    @Test
    void whatIsTooOldOrFromTheFutureIsRefused() {
        String id = join(EC);
        byte[] old = sign(EC, new Poll(id));
        byte[] recent = sign(EC, new Poll(id));
        vtn.clock.turn(Duration.ofSeconds(120));
        assertThat(poll(vtn, BOX, recent).payload()).containsInstanceOf(RegisterReport.class);
        vtn.clock.turn(Duration.ofSeconds(1));

        Answer answer = poll(vtn, BOX, old);

        assertThat(code(answer)).isEqualTo("454");
        assertThat(reason(answer)).contains("more than PT2M away");
        byte[] future = sign(EC, new Poll(id));
        vtn.clock.turn(Duration.ofSeconds(-121));
        assertThat(code(poll(vtn, BOX, future))).isEqualTo("454");
    }

    @Test
    void noncesAreForgottenWhenTheirTimeWouldBeRefused() {
        join(EC);

        assertThat(mongo.database().getCollection("ven_nonce").find())
                .singleElement()
                .extracting(nonce -> nonce.getDate("expires_at").toInstant())
                .isEqualTo(vtn.clock.instant().plus(Duration.ofMinutes(3)));
    }

    @Test
    void answersToPushedMessagesAreReadInTheSameWay() throws IOException {
        String id = join(EC);
        VenEntry ven = vtn.vens.byFingerprint("FP:a").orElseThrow();
        Response ok = new Response(EiResponse.ok("1"), Optional.of(id));

        assertThat(read(ven, sign(EC, ok))).isEqualTo(ok);
        assertThat(verifier.verify(vtn.messages.write(ok, ven), TestVtn.SIGNER.certificate()::equals)
                        .payload())
                .isEqualTo(ok);
        assertThatThrownBy(() -> read(ven, vtn.messages.write(ok, false)))
                .isInstanceOf(BadSignatureException.class)
                .hasMessageContaining("no XML signature");
        VenEntry plain =
                vtn.vens.byIds(List.of(new VenId(vtn.join("b").value()))).get(0);
        assertThat(read(plain, vtn.messages.write(ok, plain))).isEqualTo(ok);
    }

    private OadrPayload read(VenEntry ven, byte[] body) throws IOException {
        return vtn.messages.read(new ByteArrayInputStream(body), ven);
    }

    @Test
    void aPollWithoutSignatureStillNeedsNoQuery() {
        String id = vtn.join("a").value();
        vtn.awaitCurrent();
        vtn.http(OadrService.OADR_POLL, BOX, new Poll(id));

        assertThat(mongo.commandsDuring(() -> vtn.http(OadrService.OADR_POLL, BOX, new Poll(id))))
                .isZero();
    }
}
