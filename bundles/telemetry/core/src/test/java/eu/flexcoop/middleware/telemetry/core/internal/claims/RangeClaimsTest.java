package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.Day;
import eu.flexcoop.middleware.telemetry.core.internal.Hour;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.intake.Resting;
import eu.flexcoop.middleware.telemetry.core.internal.intake.StoredSampleIntake;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes with claims of their own on one database. */
@NeedsMongod
class RangeClaimsTest {
    private static final VenId VEN = new VenId("ven-1");
    private static final String RID = "meter_1_Home_Hall_prosumerDeviceMetering_1_meterWatts";
    private static final BoxOwner OWNER = new BoxOwner(VEN, new AccountId("account"), new AggregatorId("coop.example"));
    private static final DataPoint POINT = new DataPoint(
            RID,
            ReportKind.TELEMETRY_USAGE,
            "specifier",
            "usage",
            "Net",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final Duration LONG = Duration.ofHours(1);

    private static PrivateMongod mongod;
    private MongoCollections mongo;
    private StoredDeviceDirectory directory;
    private SampleIntake intake;
    private TelemetryStore store;
    private RangeClaims one;
    private RangeClaims other;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabase() {
        mongod.database().drop();
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        store = new TelemetryStore(mongo);
        directory = StoredDeviceDirectory.withoutListeners(store, 10_000, Clock.systemUTC());
        Resting none = new Resting(Duration.ZERO, Duration.ZERO);
        intake = new StoredSampleIntake(
                store, directory, new SimpleMeterRegistry(), none, 1_000, Duration.ofDays(7), Clock.systemUTC());
        one = claims(LONG);
        other = claims(LONG);
    }

    /** Claims of one node. */
    private RangeClaims claims(Duration lease) {
        return new StoredRangeClaims(store, mongo, lease, 8_000_000, new Retries(Duration.ofMillis(100), 12));
    }

    /** Ranges that are due, claimed or not. */
    private long waiting(Stage stage) {
        return new StoredRangeClaims(store, mongo, Duration.ZERO, 1, new Retries(Duration.ZERO, 1))
                .waiting(stage, 1_000_000);
    }

    /** Marks a range of a device as pending; each number is another range: an hour, or a day of the long-term stage. */
    private void mark(Stage stage, int number) {
        Instant at = T0.plus(stage == Stage.LONG_TERM ? Duration.ofDays(number) : Duration.ofHours(number));
        if (stage == Stage.LONG_TERM) {
            MongoCalls.bulkUpsert(
                    store.longTermPending(),
                    PendingMarks.marks(new DeviceId("device"), at, at.plusSeconds(900), Instant.now()));
        } else {
            directory.register(OWNER, List.of(POINT));
            intake.accept(VEN, 0, List.of(new RawSample(RID, at, Duration.ZERO, number, Optional.empty())));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeIsHeldByOneNodeUntilItIsDone(Stage stage) {
        mark(stage, 0);
        List<ClaimedRange> held = one.take(stage, 10);
        assertThat(held).singleElement().satisfies(range -> {
            assertThat(range.stage()).isEqualTo(stage);
            assertThat(range.from()).isEqualTo(T0);
            assertThat(range.to()).isAfter(T0);
        });
        assertThat(other.take(stage, 10)).isEmpty();
        assertThat(one.take(stage, 10)).isEmpty();
        one.done(held);
        assertThat(other.take(stage, 10)).isEmpty();
        assertThat(waiting(stage)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeThatIsMarkedWhileItIsHeldStaysPending(Stage stage) {
        mark(stage, 0);
        List<ClaimedRange> held = one.take(stage, 10);
        mark(stage, 0);
        assertThat(other.take(stage, 10)).isEmpty();
        one.done(held);
        List<ClaimedRange> again = other.take(stage, 10);
        assertThat(again).singleElement().satisfies(range -> {
            assertThat(range.key()).isEqualTo(held.get(0).key());
            assertThat(range.revision()).isGreaterThan(held.get(0).revision());
            assertThat(range.readAfter()).isGreaterThan(held.get(0).readAfter());
        });
        other.done(again);
        assertThat(waiting(stage)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theRangesOfADeadNodeAreFreeWhenItsLeaseEnds(Stage stage) {
        mark(stage, 0);
        RangeClaims dead = claims(Duration.ZERO);
        List<ClaimedRange> lost = dead.take(stage, 10);
        assertThat(lost).hasSize(1);
        List<ClaimedRange> taken = one.take(stage, 10);
        assertThat(taken).hasSize(1);

        // the node was only paused: it must neither finish nor free what is another's now
        dead.done(lost);
        dead.release(lost);
        assertThat(other.take(stage, 10)).isEmpty();
        assertThat(waiting(stage)).isEqualTo(1);
    }

    @Test
    void aLateWriterOfTheLongTermStoreHasTheRangeWrittenOnceMore() {
        mark(Stage.LONG_TERM, 0);
        RangeClaims paused = claims(Duration.ZERO);
        List<ClaimedRange> late = paused.take(Stage.LONG_TERM, 10);
        one.done(one.take(Stage.LONG_TERM, 10));
        assertThat(waiting(Stage.LONG_TERM)).isZero();
        paused.done(late);
        assertThat(other.take(Stage.LONG_TERM, 10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aReleasedRangeIsFreeAtOnce(Stage stage) {
        mark(stage, 0);
        one.release(one.take(stage, 10));
        assertThat(other.take(stage, 10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aRangeThatFailedRestsAndIsTriedAgainWhenItsDataChanges(Stage stage) {
        mark(stage, 0);
        RangeClaims slow = new StoredRangeClaims(store, mongo, LONG, 1_000_000, new Retries(LONG, 12));
        slow.fail(slow.take(stage, 10).get(0), "$5 is no field");
        assertThat(other.take(stage, 10)).isEmpty();
        assertThat(((StoredRangeClaims) slow).failure(stage)).get().asString().endsWith("$5 is no field");
        mark(stage, 0);
        other.done(other.take(stage, 10));
        assertThat(((StoredRangeClaims) slow).failure(stage)).isEmpty();
    }

    @Test
    void aBatchIsBoundedByTheSizeOfItsData() {
        for (int hour = 0; hour < 10; hour++) {
            mark(Stage.QUARTER_HOURS, hour);
        }
        RangeClaims bounded = new StoredRangeClaims(store, mongo, LONG, 1_000, new Retries(LONG, 12));
        assertThat(bounded.take(Stage.QUARTER_HOURS, 10)).hasSizeBetween(1, 3);
    }

    /** One box may report years at once; the samples that others measure now do not wait for that. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void rangesOfNowComeBeforeThoseOfThePast(Stage stage) {
        for (int number = 0; number < 40; number++) {
            mark(stage, number);
        }
        List<String> live = new ArrayList<>();
        for (int device = 0; device < 3; device++) {
            live.add(markNow(stage, "live" + device));
        }

        List<ClaimedRange> first = one.take(stage, 8);

        assertThat(first).extracting(ClaimedRange::key).hasSize(8).containsAll(live);
        assertThat(new StoredRangeClaims(store, mongo, LONG, 1, new Retries(LONG, 1)).waiting(stage, 100))
                .isEqualTo(43);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aPartOfAClaimIsOfThePastWhateverComesNow(Stage stage) {
        for (int number = 0; number < 5; number++) {
            mark(stage, number);
        }
        for (int device = 0; device < 40; device++) {
            markNow(stage, "live" + device);
        }

        List<ClaimedRange> first = one.take(stage, 8);

        assertThat(first)
                .hasSize(8)
                .filteredOn(range -> range.from().isBefore(T0.plus(Duration.ofDays(30))))
                .hasSize(2);
    }

    /** A range of the present hour or day; returns its key. */
    private String markNow(Stage stage, String device) {
        Instant now = Instant.now();
        MongoCollection<Document> ranges = stage == Stage.LONG_TERM ? store.longTermPending() : store.raw();
        String key = stage == Stage.LONG_TERM
                ? Day.of(now).key(new DeviceId(device))
                : Hour.of(now).key(new DeviceId(device));
        Document update = new Document("$setOnInsert", new Document(DocumentFields.DEVICE_ID, device));
        ranges.updateOne(
                new Document("_id", key),
                PendingMarks.mark(update, now, now.plusMillis(1), now, now),
                new UpdateOptions().upsert(true));
        return key;
    }

    /** What waits is found by its small index, whatever the collection holds. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void whatWaitsIsFoundByItsIndex(Stage stage) {
        for (int hour = 0; hour < 50; hour++) {
            mark(stage, hour);
        }
        one.done(one.take(stage, 40));
        MongoCollection<Document> collection = stage == Stage.LONG_TERM ? store.longTermPending() : store.raw();
        Document plan = collection
                .find(RangeStore.due(Instant.now(), RangeStore.OF_THE_PAST))
                .sort(Sorts.ascending(PendingFields.NOT_BEFORE))
                .explain(ExplainVerbosity.EXECUTION_STATS);
        assertThat(plan.toJson()).contains("IXSCAN").doesNotContain("COLLSCAN");
        assertThat(plan.get("executionStats", Document.class).getInteger("totalKeysExamined"))
                .isLessThanOrEqualTo(11);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void nodesThatTakeRangesAtTheSameTimeTakeDifferentOnes(Stage stage) {
        for (int hour = 0; hour < 60; hour++) {
            mark(stage, hour);
        }
        Set<String> keys = new HashSet<>();
        for (RangeClaims node : List.of(one, other, one, other)) {
            List<ClaimedRange> taken = node.take(stage, 15);
            assertThat(taken).hasSize(15);
            taken.forEach(range -> assertThat(keys.add(range.key())).isTrue());
        }
        assertThat(one.take(stage, 15)).isEmpty();
    }

    /** Whatever the two nodes do at the same time, each range is held once, and all are done. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void twoNodesShareTheWork(Stage stage) throws Exception {
        int ranges = 400;
        for (int hour = 0; hour < ranges; hour++) {
            mark(stage, hour);
        }
        Map<String, String> held = new ConcurrentHashMap<>();
        List<String> doubles = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(2);
        Map<String, Callable<Integer>> nodes = new HashMap<>();
        Map.of("one", one, "other", other)
                .forEach((name, claims) -> nodes.put(name, () -> {
                    int done = 0;
                    start.await();
                    for (List<ClaimedRange> batch = claims.take(stage, 20);
                            !batch.isEmpty();
                            batch = claims.take(stage, 20)) {
                        batch.forEach(range -> {
                            if (held.putIfAbsent(range.key(), name) != null) {
                                synchronized (doubles) {
                                    doubles.add(range.key());
                                }
                            }
                        });
                        claims.done(batch);
                        done += batch.size();
                    }
                    return done;
                }));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Integer> done = new ArrayList<>();
        for (Future<Integer> each : threads.invokeAll(nodes.values())) {
            done.add(each.get(1, TimeUnit.MINUTES));
        }
        threads.shutdown();
        assertThat(doubles).isEmpty();
        assertThat(done.get(0) + done.get(1)).isEqualTo(ranges);
        assertThat(waiting(stage)).isZero();
    }

    @Test
    void longTermMarksOfOneDayAreOneRange() {
        DeviceId device = new DeviceId("device");
        Instant evening = Instant.parse("2020-12-10T23:30:00Z");
        for (Instant from : List.of(T0, evening)) {
            MongoCalls.bulkUpsert(
                    store.longTermPending(),
                    PendingMarks.marks(device, from, from.plus(Duration.ofHours(1)), Instant.now()));
        }
        assertThat(one.take(Stage.LONG_TERM, 10))
                .extracting(range -> range.from() + " " + range.to())
                .containsExactlyInAnyOrder(T0 + " 2020-12-11T00:00:00Z", "2020-12-11T00:00:00Z 2020-12-11T00:30:00Z");
    }

    /** 200 days are 19 200 quarter hours, more than the 16 000 of a batch. */
    @Test
    void aBatchOfTheLongTermStageIsBoundedByItsQuarterHours() {
        Instant end = T0.plus(Duration.ofDays(200));
        MongoCalls.bulkUpsert(
                store.longTermPending(), PendingMarks.marks(new DeviceId("device"), T0, end, Instant.now()));
        assertThat(one.take(Stage.LONG_TERM, 500)).hasSizeBetween(160, 170);
    }
}
