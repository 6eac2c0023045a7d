package eu.flexcoop.middleware.openadr.vtn.internal;

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

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes that push messages to real listeners on the loopback. */
abstract class PushFixture {
    static final Map<String, Object> LOOPBACK = Map.of(
            "allowHttp", true,
            "allowedNetworks", "127.0.0.0/8",
            "firstPause", "PT0.01S",
            "longestPause", "PT0.1S",
            "unreachableAfter", 3,
            "checkInterval", "PT0.05S");

    private final List<AutoCloseable> open = new ArrayList<>();

    TestMongo mongo;
    TestVtn vtn;
    PushedBox box;
    PushClient client;
    TestKeys keys;

    @BeforeEach
    void start() throws Exception {
        restart(LOOPBACK);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
        TestVtn.closeAll();
    }

    <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    /** The settings of the tests but for one. */
    static Map<String, Object> with(String key, Object value) {
        Map<String, Object> values = new HashMap<>(LOOPBACK);
        values.put(key, value);
        return values;
    }

    /** A node with other settings and an empty database, in place of the first. */
    void restart(Map<String, Object> values, TestCertificate... trusted) throws Exception {
        empty();
        vtn = node(values, trusted);
    }

    /** An empty database and no node. */
    void empty() throws Exception {
        close();
        mongo = TestMongo.empty();
        box = opened(PushedBox.http());
    }

    /** A node that pushes. */
    TestVtn node(Map<String, Object> values, TestCertificate... trusted) throws Exception {
        PushSettings settings = TestPushSettings.settings(values);
        TestVtn node = new TestVtn(mongo, VtnSetup.standard().withPush(settings));
        startPusher(node, settings, trusted);
        return node;
    }

    Pusher startPusher(TestVtn node, PushSettings settings, TestCertificate... trusted) throws Exception {
        keys = new TestKeys(TestVtn.SIGNER, PushedBox.trusting(trusted));
        client = new PushClient(keys, TestVtn::identify, settings);
        open.add(client::close);
        Pusher pusher = opened(node.services.newPusher(client, settings));
        pusher.start();
        return pusher;
    }

    CreatedPartyRegistration register(String name, Optional<String> address) {
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

    VenId join(String name, PushedBox listener) {
        CreatedPartyRegistration registration = register(name, Optional.of(listener.address()));
        assertThat(registration.response().code()).isEqualTo("200");
        return new VenId(registration.venId().orElseThrow());
    }

    /** All messages are answered, and no node holds the VEN. */
    void awaitEmptyOutbox(VenId ven) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(vtn.outbox.waiting(ven)).isEmpty();
            assertThat(schedule(ven).containsKey("holder")).isFalse();
        });
    }

    /** When the VEN is sent to, and by whom; empty if it is not. */
    Document schedule(VenId ven) {
        Document found = mongo.database()
                .getCollection(PushSchedule.COLLECTION)
                .find(new Document("_id", ven.value()))
                .first();
        return found == null ? new Document() : found;
    }

    /** Ends the claim of a node that is gone, whose lease is long. */
    void endLease(VenId ven) {
        mongo.database()
                .getCollection(PushSchedule.COLLECTION)
                .updateOne(
                        new Document("_id", ven.value()),
                        List.of(new Document("$set", new Document("due_at", "$$NOW"))));
    }

    double pushes(String outcome) {
        return vtn.meters
                .get("flexcoop.vtn.pushes")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    Document stored(VenId ven) {
        return mongo.database()
                .getCollection("virtual_end_node")
                .find(new Document("_id", ven.value()))
                .first();
    }

    String error(VenId ven) {
        return stored(ven).getString("push_error");
    }

    static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
