package eu.flexcoop.middleware.openadr.vtn.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** VENs that are away, slow, or answer what they must not. */
class PushFailureTest extends PushFixture {
    @Test
    void aVenThatFailsIsMarkedAndKeepsItsMessagesUntilItIsBack() throws Exception {
        box.answers((exchange, message) -> exchange.sendResponseHeaders(503, -1));
        VenId ven = join("a", box);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(vtn.vens.find(ven))
                .hasValueSatisfying(found -> assertThat(found.unreachable())
                        .hasValueSatisfying(
                                unreachable -> assertThat(unreachable.error()).isEqualTo("HTTP status 503"))));
        assertThat(stored(ven)).containsKey("push_unreachable_since").containsEntry("push_error", "HTTP status 503");
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
        assertThat(pushes("failed")).isGreaterThanOrEqualTo(3);

        box.answers(PushedBox::consent);

        awaitEmptyOutbox(ven);
        await().untilAsserted(() -> assertThat(stored(ven)).doesNotContainKeys("push_unreachable_since", "push_error"));
    }

    @Test
    void aVenThatCallsIsSentToAtOnce() throws Exception {
        Map<String, Object> patient = with("longestPause", "PT1H");
        patient.put("firstPause", "PT0.001S");
        patient.put("unreachableAfter", 1);
        restart(patient);
        box.answers((exchange, message) -> exchange.sendResponseHeaders(500, -1));
        VenId ven = join("a", box);
        await().untilAsserted(() -> assertThat(stored(ven)).containsKey("push_unreachable_since"));
        box.answers(PushedBox::consent);

        // and its poll is served
        assertThat(vtn.send(OadrService.OADR_POLL, TestVtn.box("a"), new Poll(ven.value()))
                        .type())
                .isEqualTo(MessageType.REGISTER_REPORT);
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        box.all().stream().map(pushed -> pushed.message().type()))
                .contains(MessageType.REQUEST_REREGISTRATION));
        assertThat(stored(ven)).doesNotContainKey("push_unreachable_since");
    }

    @Test
    void aBoxThatIsAwayGetsItsMessageWhenItComesBack() throws Exception {
        int port = box.port();
        String address = box.address();
        box.close();
        VenId ven = new VenId(register("a", Optional.of(address)).venId().orElseThrow());
        await().untilAsserted(() -> assertThat(pushes("failed")).isPositive());

        try (PushedBox back = PushedBox.http(port)) {
            assertThat(back.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
            awaitEmptyOutbox(ven);
        }
    }

    @Test
    void aSlowVenDelaysNobody() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (PushedBox fast = PushedBox.http()) {
            box.answers((exchange, message) -> {
                awaitLatch(hold);
                PushedBox.consent(exchange, message);
            });
            VenId slow = join("slow", box);
            box.next();

            for (int i = 0; i < 20; i++) {
                awaitEmptyOutbox(join("fast" + i, fast));
            }

            assertThat(vtn.outbox.waiting(slow)).hasSize(1);
            hold.countDown();
            awaitEmptyOutbox(slow);
        }
    }

    @Test
    void anAnswerThatTakesTooLongIsAFailure() throws Exception {
        restart(with("timeout", "PT0.2S"));
        CountDownLatch hold = new CountDownLatch(1);
        box.answers((exchange, message) -> awaitLatch(hold));

        VenId ven = join("a", box);

        await().untilAsserted(() -> assertThat(error(ven)).isEqualTo("no answer within PT0.2S"));
        hold.countDown();
    }

    private void assertFails(PushedBox.Handler handler, String error) {
        box.answers(handler);
        VenId ven = join("a", box);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(error(ven)).startsWith(error));
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
    }

    @Test
    void anAnswerThatIsTooLongIsAFailure() throws Exception {
        restart(with("maxAnswerBytes", 10_000));

        assertFails(
                (exchange, message) -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] chunk = " ".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 100; i++) {
                        exchange.getResponseBody().write(chunk);
                    }
                },
                "the answer is longer than 10000 bytes");
    }

    @Test
    void anAnswerThatIsNotXmlIsAFailure() {
        assertFails(
                (exchange, message) -> PushedBox.send(exchange, "hello".getBytes(StandardCharsets.US_ASCII)),
                "the answer cannot be read");
    }

    @Test
    void anEmptyAnswerIsAFailure() {
        assertFails((exchange, message) -> exchange.sendResponseHeaders(200, -1), "the answer is empty");
    }

    @Test
    void anAnswerToSomethingElseIsAFailure() {
        assertFails(
                (exchange, message) -> PushedBox.send(exchange, new OadrWriter().write(new Poll("x"))),
                "oadrRegisterReport is answered by oadrPoll");
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (PushedBox elsewhere = PushedBox.http()) {
            assertFails(
                    (exchange, message) -> {
                        exchange.getResponseHeaders().set("Location", elsewhere.address());
                        exchange.sendResponseHeaders(307, -1);
                    },
                    "HTTP status 307");
            assertThat(elsewhere.all()).isEmpty();
        }
    }
}
