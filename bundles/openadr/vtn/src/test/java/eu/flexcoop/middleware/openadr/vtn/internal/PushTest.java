package eu.flexcoop.middleware.openadr.vtn.internal;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages are pushed to real listeners on the loopback. */
class PushTest {
    private static final Map<String, Object> LOOPBACK = Map.of(
            "allowHttp", true,
            "allowedNetworks", "127.0.0.0/8",
            "firstPause", "PT0.01S",
            "longestPause", "PT0.1S",
            "unreachableAfter", 3,
            "checkInterval", "PT0.05S");

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestMongo mongo;
    private TestVtn vtn;
    private PushedBox box;
    private PushClient client;

    @BeforeEach
    void start() throws Exception {
        mongo = TestMongo.empty();
        vtn = node(LOOPBACK);
        box = opened(PushedBox.http());
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> values = new HashMap<>(LOOPBACK);
        values.put(key, value);
        return values;
    }

    private TestVtn node(Map<String, Object> values, TestCertificate... trusted) throws Exception {
        PushSettings settings = PushFixtures.settings(values);
        TestVtn node = new TestVtn(mongo, settings);
        startPusher(node, settings, trusted);
        return node;
    }

    private Pusher startPusher(TestVtn node, PushSettings settings, TestCertificate... trusted) throws Exception {
        client = new PushClient(keys(trusted), TestVtn::identify, settings);
        open.add(client::close);
        Pusher pusher = opened(node.services.newPusher(client, settings));
        pusher.start();
        return pusher;
    }

    private static ListenerKeys keys(TestCertificate... trusted) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        TestVtn.SIGNER.addTo(keys, "vtn", PushedBox.PASSWORD);
        KeyStore trust = PushedBox.trusting(trusted);
        return new ListenerKeys() {
            @Override
            public KeyStore keyStore() {
                return keys;
            }

            @Override
            public String keyPassword() {
                return PushedBox.PASSWORD;
            }

            @Override
            public KeyStore trustStore() {
                return trust;
            }
        };
    }

    private CreatedPartyRegistration register(String name, Optional<String> address) {
        return (CreatedPartyRegistration) vtn.send(
                OadrService.EI_REGISTER_PARTY,
                TestVtn.box(name),
                new CreatePartyRegistration(
                        "reg",
                        Optional.empty(),
                        Optional.empty(),
                        "2.0b",
                        "simpleHttp",
                        address,
                        false,
                        false,
                        Optional.of(name),
                        Optional.of(false)));
    }

    private VenId join(String name, PushedBox listener) {
        CreatedPartyRegistration registration = register(name, Optional.of(listener.address()));
        assertThat(registration.response().code()).isEqualTo("200");
        return new VenId(registration.venId().orElseThrow());
    }

    private void awaitEmptyOutbox(VenId ven) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(vtn.outbox.waiting(ven)).isEmpty());
    }

    private double pushes(String outcome) {
        return vtn.meters
                .get("flexcoop.vtn.pushes")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Document stored(VenId ven) {
        return mongo.database()
                .getCollection("virtual_end_node")
                .find(new Document("_id", ven.value()))
                .first();
    }

    @Test
    void aRegistrationIsFollowedByTheReportsOfTheVtn() throws Exception {
        CreatedPartyRegistration registration = register("a", Optional.of(box.address() + "/base/"));

        assertThat(registration.pollFrequency()).isEmpty();
        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/base/OpenADR2/Simple/2.0b/EiReport");
            assertThat(pushed.contentType()).isEqualTo("application/xml");
            assertThat(pushed.message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        });
        awaitEmptyOutbox(new VenId(registration.venId().orElseThrow()));
        assertThat(box.all()).isEmpty();
        assertThat(pushes("delivered")).isEqualTo(1);
    }

    @Test
    void registrationComesBeforeEventsAndChangesOfEventsAreOneMessage() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        box.answers((exchange, message) -> {
            awaitLatch(hold);
            PushedBox.consent(exchange, message);
        });
        VenId ven = join("a", box);
        assertThat(box.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        // while one is in flight more is queued
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        vtn.events.create(
                TestVtn.ADMIN,
                EventFixtures.request(vtn.clock.instant().plus(Duration.ofDays(1)), EventFixtures.MARKET, 0, ven));
        vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        hold.countDown();

        assertThat(box.next().message().type()).isEqualTo(MessageType.REQUEST_REREGISTRATION);
        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/OpenADR2/Simple/2.0b/EiEvent");
            assertThat(((DistributeEvent) pushed.message()).events()).hasSize(2);
        });
        await().untilAsserted(() -> assertThat(pushes("delivered")).isEqualTo(3));
        assertThat(box.all()).isEmpty();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eventsWaitForTheAnswerThatComesByItself() throws Exception {
        VenId ven = join("a", box);
        box.next();
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        DistributeEvent events = (DistributeEvent) box.next().message();
        await().untilAsserted(() -> assertThat(vtn.outbox.waiting(ven))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.deliveries()).isEqualTo(1)));

        vtn.send(OadrService.EI_EVENT, TestVtn.box("a"), created(ven, events));

        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    private static CreatedEvent created(VenId ven, DistributeEvent events) {
        return new CreatedEvent(
                EiResponse.ok(events.requestId()),
                events.events().stream()
                        .map(event -> new EventResponse(
                                "200",
                                Optional.empty(),
                                events.requestId(),
                                event.descriptor().eventId(),
                                event.descriptor().modificationNumber(),
                                OptType.OPT_IN))
                        .toList(),
                ven.value());
    }

    @Test
    void theCancellationOfARegistrationIsPushed() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);

        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertThat(box.next()).satisfies(pushed -> {
            assertThat(pushed.path()).isEqualTo("/OpenADR2/Simple/2.0b/EiRegisterParty");
            assertThat(pushed.message().type()).isEqualTo(MessageType.CANCEL_PARTY_REGISTRATION);
        });
        awaitEmptyOutbox(ven);
        await().untilAsserted(() ->
                assertThat(stored(ven)).doesNotContainKeys("registration_id", "cancelled_registration_id"));
    }

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
        vtn = restarted(patient);
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

    private TestVtn restarted(Map<String, Object> values) throws Exception {
        close();
        open.clear();
        mongo = TestMongo.empty();
        box = opened(PushedBox.http());
        return node(values);
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
        vtn = restarted(with("timeout", "PT0.2S"));
        CountDownLatch hold = new CountDownLatch(1);
        box.answers((exchange, message) -> awaitLatch(hold));

        VenId ven = join("a", box);

        await().untilAsserted(() -> assertThat(error(ven)).isEqualTo("no answer within PT0.2S"));
        hold.countDown();
    }

    private String error(VenId ven) {
        return stored(ven).getString("push_error");
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
        vtn = restarted(with("maxAnswerBytes", 10_000));

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

    @Test
    void anErrorOfOpenadrStopsThatMessageOnly() throws Exception {
        box.answers((exchange, message) -> {
            if (message.type() == MessageType.REGISTER_REPORT) {
                OadrPayload error = new Response(EiResponse.error("461", "no reports", ""), Optional.empty());
                PushedBox.send(exchange, new OadrWriter().write(error));
            } else {
                PushedBox.consent(exchange, message);
            }
        });
        VenId ven = join("a", box);
        box.next();
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));

        assertThat(box.next().message().type()).isEqualTo(MessageType.DISTRIBUTE_EVENT);
        assertThat(pushes("refused")).isEqualTo(1);
        assertThat(stored(ven)).doesNotContainKey("push_unreachable_since");
    }

    @Test
    void anAddressThatIsNotAllowedIsRefusedAtRegistrationAndNothingIsStored() {
        for (String address : List.of("http://10.0.0.1", "https://[::1]", "ftp://127.0.0.1", "http://u@127.0.0.1")) {
            CreatedPartyRegistration answer = register("a", Optional.of(address));
            assertThat(answer.response().code()).isEqualTo("454");
            assertThat(answer.response().description().orElseThrow()).startsWith("oadrTransportAddress is refused: it");
            assertThat(answer.registrationId()).isEmpty();
        }
        assertThat(register("a", Optional.empty()).response().description())
                .contains("HTTP push needs an oadrTransportAddress");
        assertThat(mongo.database().getCollection("virtual_end_node").countDocuments())
                .isZero();
        assertThat(mongo.database().getCollection(PushSchedule.COLLECTION).countDocuments())
                .isZero();
    }

    @Test
    void anAddressIsCheckedAgainWhenSomethingIsSent() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);
        close();
        open.clear();

        // the same VEN, with a configuration that allows the address no more
        try (PushedBox again = PushedBox.http(box.port())) {
            vtn = node(with("allowedNetworks", ""));
            vtn.administration.requestReregistration(TestVtn.ADMIN, ven);

            await().untilAsserted(() -> assertThat(error(ven)).startsWith("the address is refused"));
            assertThat(again.all()).isEmpty();
        }
    }

    @Test
    void theBoxShowsItsOwnCertificateOverTls() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        vtn = withTrust(own);
        try (PushedBox tls = PushedBox.https(own, TestVtn.SIGNER)) {
            awaitEmptyOutbox(join("a", tls));
            assertThat(tls.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        }
    }

    private TestVtn withTrust(TestCertificate... trusted) throws Exception {
        close();
        open.clear();
        mongo = TestMongo.empty();
        box = opened(PushedBox.http());
        return node(LOOPBACK, trusted);
    }

    @Test
    void theCertificateOfAnotherBoxOpensNoConnection() throws Exception {
        TestCertificate other = TestCertificate.rsa("b");
        vtn = withTrust(other);
        try (PushedBox tls = PushedBox.https(other, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() ->
                    assertThat(error(ven)).contains("The certificate of the server is that of another VEN"));
            assertThat(tls.all()).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherHostOpensNoConnection() throws Exception {
        TestCertificate stranger = TestCertificate.ec("stranger");
        vtn = withTrust(stranger);
        try (PushedBox tls = PushedBox.https(stranger, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() -> assertThat(error(ven)).contains("not for the host that was called"));
            assertThat(tls.all()).isEmpty();
        }
    }

    @Test
    void anAuthorityThatIsNotTrustedOpensNoConnection() throws Exception {
        TestCertificate own = TestCertificate.ec("a");
        try (PushedBox tls = PushedBox.https(own, TestVtn.SIGNER)) {
            VenId ven = join("a", tls);

            await().untilAsserted(() -> assertThat(error(ven)).contains("SSLHandshakeException"));
            assertThat(tls.all()).isEmpty();
        }
    }

    @Test
    void aVenThatChangesToPullIsSentNothingAnyMore() throws Exception {
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);

        vtn.register(TestVtn.box("a"));

        await().untilAsserted(() -> assertThat(
                        mongo.database().getCollection(PushSchedule.COLLECTION).countDocuments())
                .isZero());
        assertThat(box.all()).isEmpty();
        assertThat(vtn.outbox.waiting(ven)).hasSize(1);
    }

    @Test
    void twoNodesSendEachMessageOnce() throws Exception {
        TestVtn second = node(LOOPBACK);
        List<VenId> vens = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            vens.add(join("box" + i, box));
        }

        vens.forEach(this::awaitEmptyOutbox);

        assertThat(box.all()).hasSize(50);
        assertThat(pushes("delivered")
                        + second.meters
                                .get("flexcoop.vtn.pushes")
                                .tag("outcome", "delivered")
                                .counter()
                                .count())
                .isEqualTo(50);
    }

    @Test
    void manyVensAreSentToByFewThreadsAndLeaveNothingBehind() throws Exception {
        close();
        open.clear();
        mongo = TestMongo.empty();
        box = opened(PushedBox.http());
        PushSettings settings = PushFixtures.settings(LOOPBACK);
        vtn = new TestVtn(mongo, settings);
        int away;
        try (PushedBox closed = PushedBox.http()) {
            away = closed.port();
        }
        for (int i = 0; i < 20; i++) {
            register("away" + i, Optional.of("http://127.0.0.1:" + away));
        }
        for (int i = 0; i < 150; i++) {
            join("box" + i, box);
        }

        Pusher pusher = startPusher(vtn, settings);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(pushes("delivered")).isEqualTo(150);
            assertThat(pushes("failed")).isGreaterThanOrEqualTo(20);
        });
        assertThat(box.all()).hasSize(150);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("openadr-push"))
                .hasSizeLessThan(60);
        pusher.close();
        // idle ones are swept after a while
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(client.destinations()).isZero());
    }

    @Test
    void aNodeThatStopsInFlightDelaysTheMessageByItsLease() throws Exception {
        close();
        open.clear();
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo, PushFixtures.settings(LOOPBACK));
        box = opened(PushedBox.http());
        VenId ven = join("a", box);
        // another node has claimed the VEN and is gone
        PushSchedule dead = new PushSchedule(mongo);
        assertThat(dead.claim(10, Duration.ofSeconds(1))).hasSize(1);
        assertThat(dead.claim(10, Duration.ofSeconds(1))).isEmpty();

        startPusher(vtn, PushFixtures.settings(LOOPBACK));

        assertThat(box.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        awaitEmptyOutbox(ven);
    }

    @Test
    void aPusherThatIsClosedInFlightLosesNothing() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        close();
        open.clear();
        mongo = TestMongo.empty();
        box = opened(PushedBox.http());
        Map<String, Object> shortLease = with("timeout", "PT0.1S");
        PushSettings settings = PushFixtures.settings(shortLease);
        vtn = new TestVtn(mongo, settings);
        Pusher first = startPusher(vtn, settings);
        box.answers((exchange, message) -> awaitLatch(hold));
        VenId ven = join("a", box);
        box.next();
        first.close();
        box.answers(PushedBox::consent);
        hold.countDown();
        // what the lease is for: it is long, so the test ends it
        mongo.database()
                .getCollection(PushSchedule.COLLECTION)
                .updateMany(new Document(), List.of(new Document("$set", new Document("due_at", "$$NOW"))));
        vtn.clock.turn(Duration.ofMinutes(1));

        startPusher(vtn, settings);

        assertThat(box.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        awaitEmptyOutbox(ven);
    }
}
