package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several nodes, many VENs, and nodes that stop. */
class PushNodesTest extends PushFixture {
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
        empty();
        PushSettings settings = TestPushSettings.settings(LOOPBACK);
        vtn = new TestVtn(mongo, VtnSetup.standard().withPush(settings));
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
        empty();
        vtn = new TestVtn(mongo, VtnSetup.standard().withPush(TestPushSettings.settings(LOOPBACK)));
        VenId ven = join("a", box);
        // another node has claimed the VEN and is gone
        PushSchedule dead = new PushSchedule(mongo);
        assertThat(dead.claim(10, Duration.ofSeconds(1))).hasSize(1);
        assertThat(dead.claim(10, Duration.ofSeconds(1))).isEmpty();

        startPusher(vtn, TestPushSettings.settings(LOOPBACK));

        assertThat(box.next().message().type()).isEqualTo(MessageType.REGISTER_REPORT);
        awaitEmptyOutbox(ven);
    }

    @Test
    void aPusherThatIsClosedInFlightLosesNothing() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        empty();
        Map<String, Object> shortLease = with("timeout", "PT0.1S");
        PushSettings settings = TestPushSettings.settings(shortLease);
        vtn = new TestVtn(mongo, VtnSetup.standard().withPush(settings));
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
