package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
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
                .hasSizeLessThan(80);
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
    void whatANodeHadInFlightWhenItWasKilledIsSentByAnotherAfterTheLease() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        empty();
        PushSettings settings = TestPushSettings.settings(LOOPBACK);
        vtn = new TestVtn(mongo, VtnSetup.standard().withPush(settings));
        Pusher killed = startPusher(vtn, settings);
        PushClient connections = client;
        VenId ven = join("a", box);
        box.next();
        awaitEmptyOutbox(ven);
        box.answers((exchange, message) -> {
            awaitLatch(hold);
            PushedBox.consent(exchange, message);
        });
        String event = vtn.events
                .create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven))
                .id();
        assertThat(box.next().message().type()).isEqualTo(MessageType.DISTRIBUTE_EVENT);

        // between sending and taking the answer
        killed.close();
        connections.close();
        TestVtn other =
                new TestVtn(mongo, VtnSetup.standard().withClock(vtn.clock).withPush(settings));
        startPusher(other, settings);
        hold.countDown();

        assertThat(schedule(ven)).containsKey("holder");
        assertThat(schedule(ven).getDate("due_at")).isAfter(new Date());
        assertThat(other.outbox.waiting(ven)).hasSize(1);
        assertThat(box.all()).isEmpty();

        vtn.clock.turn(Duration.ofMinutes(1));
        endLease(ven);

        DistributeEvent again = (DistributeEvent) box.next().message();
        assertThat(again.events())
                .singleElement()
                .satisfies(sent -> assertThat(sent.descriptor().eventId()).isEqualTo(event));
        await().untilAsserted(() -> assertThat(schedule(ven)).doesNotContainKey("holder"));
        assertThat(box.all()).isEmpty();
    }
}
