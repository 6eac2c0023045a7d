package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.VenGroup;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.vtn.internal.events.Delivery;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventAnswers;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventClaims;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDocument;
import eu.flexcoop.middleware.openadr.vtn.internal.events.StoredEvent;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events for as many VENs as a fleet has, and nodes that stop in the middle of creating one. */
class LargeEventTest {
    private static final int FLEET = 10_000;
    private static final int POLLING = 200;

    private TestMongo mongo;
    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
    }

    private List<VenId> fleet(int size) {
        List<Document> vens = IntStream.range(0, size)
                .mapToObj(i -> new Document("_id", "ven-" + i)
                        .append("ven_id", "ven-" + i)
                        .append("registration_id", "registration-" + i)
                        .append("account_id", "account-" + i)
                        .append("aggregator_id", "coop.example")
                        .append("fingerprint", "FP:" + i)
                        .append("registered_at", new Date()))
                .toList();
        mongo.database().getCollection(StoredVenRegistry.COLLECTION).insertMany(vens);
        await().atMost(Duration.ofSeconds(30)).until(() -> vtn.vens.follower().isCurrent() && vtn.vens.count() == size);
        return vens.stream().map(ven -> new VenId(ven.getString("ven_id"))).toList();
    }

    @Test
    void anEventForTenThousandVensIsCreatedWhileManyPoll() throws Exception {
        List<VenId> targets = fleet(FLEET);
        vtn.awaitCurrent();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService pollers = Executors.newFixedThreadPool(8);
        List<Future<Integer>> polls = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int first = thread;
            polls.add(pollers.submit(() -> {
                int count = 0;
                while (!done.get()) {
                    for (int i = first; i < POLLING; i += 8) {
                        vtn.send(OadrService.OADR_POLL, TestVtn.box(Integer.toString(i)), new Poll("ven-" + i));
                        count++;
                    }
                    vtn.presence.write();
                }
                return count;
            }));
        }

        DrEvent event;
        try {
            event = vtn.events.create(
                    TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), targets.toArray(VenId[]::new)));
        } finally {
            done.set(true);
            pollers.shutdown();
        }

        int answered = 0;
        for (Future<Integer> each : polls) {
            answered += each.get();
        }
        assertThat(answered).isGreaterThan(POLLING);
        assertThat(event.targets()).isEqualTo(FLEET);
        assertThat(mongo.database()
                        .getCollection(Delivery.COLLECTION)
                        .countDocuments(new Document("state", "creating")))
                .isZero();
        assertThat(mongo.database().getCollection(StoredVenOutbox.COLLECTION).countDocuments())
                .isEqualTo(FLEET);
        VenId last = targets.get(FLEET - 1);
        assertThat(vtn.send(OadrService.OADR_POLL, TestVtn.box(Integer.toString(FLEET - 1)), new Poll(last.value()))
                        .type())
                .isEqualTo(MessageType.DISTRIBUTE_EVENT);
        assertThat(vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.of(new VenId("ven-9998")), 10))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.ven()).isEqualTo(last);
                    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
                });
    }

    @Test
    void aGroupOfTheWholeFleetGetsAnEvent() {
        List<VenId> members = fleet(FLEET);
        vtn.groups.add(TestVtn.ADMIN, "fleet", members);

        DrEvent event = vtn.events.create(
                TestVtn.ADMIN,
                new EventRequest(
                        EventFixtures.request(vtn.clock.instant()).terms(),
                        List.of(
                                new DrTarget.OfGroup("fleet"),
                                new DrTarget.OfVen(members.get(0)),
                                new DrTarget.OfParty("coop.example"))));

        assertThat(event.targets()).isEqualTo(FLEET);
        assertThat(vtn.groups.list(TestVtn.ADMIN, Optional.empty(), 10))
                .extracting(VenGroup::members)
                .containsExactly((long) FLEET);
        assertThat(vtn.groups.members(TestVtn.ADMIN, "fleet", Optional.of(new VenId("ven-9998")), 10))
                .containsExactly(new VenId("ven-9999"));
        assertThat(mongo.database()
                        .getCollection(Delivery.COLLECTION)
                        .countDocuments(new Document("group_ids", "fleet").append("state", "queued")))
                .isEqualTo(FLEET);
    }

    /** What a node leaves behind that stops between two steps of creating an event. */
    private String begun(List<VenId> targets) {
        StoredEvent event = new StoredEvent(
                "begun",
                "operator",
                0,
                vtn.clock.instant(),
                vtn.clock.instant(),
                false,
                EventFixtures.request(vtn.clock.instant()).terms());
        new EventClaims(vtn.events.documents(), Duration.ofMinutes(1))
                .insert(
                        EventDocument.write(event, List.of("coop.example"))
                                .append(EventDocument.STATUS, EventDocument.CREATING),
                        "gone");
        vtn.deliveries
                .documents()
                .insertMany(vtn.vens.byIds(targets).stream()
                        .map(ven -> Delivery.creating(event, ReachedVen.whole(ven)))
                        .toList());
        return event.id();
    }

    @Test
    void anEventThatIsBeingCreatedIsNotVisible() {
        List<VenId> targets = fleet(3);
        String id = begun(targets);

        assertThat(vtn.events.find(TestVtn.ADMIN, id)).isEmpty();
        assertThat(vtn.events.list(TestVtn.ADMIN, 10)).isEmpty();
        assertThat(vtn.events.deliveries(TestVtn.ADMIN, id, Optional.empty(), 10))
                .isEmpty();
        assertThat(vtn.deliveries.currentFor(targets.get(0))).isEmpty();
        assertThat(vtn.optIn(targets.get(0), id)).isEqualTo(EventAnswers.Answered.UNKNOWN_EVENT);
    }

    @Test
    void anEventWhoseNodeIsGoneIsRemovedByAnother() {
        begun(fleet(3));
        vtn.events.upkeep().resume();
        assertThat(mongo.database().getCollection(Delivery.COLLECTION).countDocuments())
                .as("the lease has not expired")
                .isEqualTo(3);
        TestVtn impatient =
                new TestVtn(mongo, VtnSetup.standard().withClock(vtn.clock).withLease(Duration.ofMillis(1)));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            impatient.events.upkeep().resume();
            assertThat(mongo.database().getCollection(EventDocument.COLLECTION).countDocuments())
                    .isZero();
        });
        assertThat(mongo.database().getCollection(Delivery.COLLECTION).countDocuments())
                .isZero();
    }

    @Test
    void messagesThatANodeDidNotQueueAreQueuedByAnother() {
        List<VenId> targets = fleet(5);
        String id = begun(targets);
        vtn.events
                .documents()
                .updateOne(
                        new Document(EventDocument.EVENT_ID, id),
                        new Document(
                                "$set",
                                new Document(EventDocument.STATUS, "far").append(EventDocument.QUEUED_UP_TO, "ven-1")));
        TestVtn impatient =
                new TestVtn(mongo, VtnSetup.standard().withClock(vtn.clock).withLease(Duration.ofMillis(1)));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            impatient.events.upkeep().resume();
            assertThat(mongo.database()
                            .getCollection(StoredVenOutbox.COLLECTION)
                            .countDocuments())
                    .isEqualTo(3);
        });
        assertThat(vtn.deliveries.counts(List.of(id), new Document()))
                .containsEntry(id, Map.of(DeliveryState.QUEUED, 3L));
        assertThat(vtn.events
                        .documents()
                        .countDocuments(new Document(EventDocument.HEARTBEAT, new Document("$exists", true))))
                .isZero();
    }
}
