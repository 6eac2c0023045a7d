package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.analytics.api.ClaimedRun;
import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Runs whose results wait to be published, with two nodes that share them. */
@NeedsMongod
class StoredResultOutboxTest {
    private static final Instant BEGAN = Instant.parse("2026-11-24T10:00:00Z");
    private static final ModuleDescriptor MODULE = new ModuleDescriptor(
            "peak", "Peak", List.of("kwh"), List.of("device_id"), PlanKind.SERIES, "default", Map.of());
    private static final Set<String> PEAK = Set.of("peak");

    private static PrivateMongod mongod;
    private MongoCollections mongo;
    private ResultRuns runs;
    private StoredResultOutbox one;
    private StoredResultOutbox other;
    private OutboxDeadLetters deadLetters;

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabase() {
        mongod.database().drop();
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        runs = new ResultRuns(mongo);
        one = new StoredResultOutbox(mongo, runs, Duration.ofHours(1));
        other = new StoredResultOutbox(mongo, runs, Duration.ofHours(1));
        deadLetters = new OutboxDeadLetters(runs);
    }

    private StoredResults started(String task, String... devices) {
        StoredResults results =
                new StoredResults(MODULE, StoredResults.open(mongo, MODULE), new KnownDevices(), runs, task, BEGAN);
        for (String device : devices) {
            results.accept(ResultRow.with("device_id", device)
                    .with("peak_kwh", 1.5)
                    .with("at", BEGAN)
                    .row());
        }
        return results;
    }

    private void run(String task, String... devices) {
        started(task, devices).end();
    }

    private static List<String> devices(List<ModuleResult> results) {
        return results.stream()
                .map(result -> result.device().orElseThrow().value())
                .toList();
    }

    @Test
    void theResultsOfARunArePublishedBatchByBatchAndOnce() {
        run("t1", "d1", "d2", "d3");
        ClaimedRun run = one.claim(PEAK).orElseThrow();
        assertThat(other.claim(PEAK)).isEmpty();
        List<ModuleResult> first = one.results(run, 2);
        assertThat(first).hasSize(2);
        run = one.advance(run, first.get(1)).orElseThrow();
        List<ModuleResult> rest = one.results(run, 2);
        List<String> all = new ArrayList<>(devices(first));
        all.addAll(devices(rest));
        assertThat(all).containsExactlyInAnyOrder("d1", "d2", "d3");
        run = one.advance(run, rest.get(0)).orElseThrow();
        assertThat(one.results(run, 2)).isEmpty();
        one.done(run);
        assertThat(one.waiting(PEAK)).isZero();
        assertThat(one.claim(PEAK)).isEmpty();
    }

    @Test
    void aResultIsWhatRestShowsWithItsOwners() {
        run("t1", "d1");
        ModuleResult result = one.results(one.claim(PEAK).orElseThrow(), 10).get(0);
        assertThat(result.computedAt()).isEqualTo(BEGAN);
        assertThat(result.account()).isEmpty();
        Document json = Document.parse(result.json());
        assertThat(json)
                .containsEntry("_id", result.id())
                .containsEntry("device_id", "d1")
                .containsEntry("peak_kwh", 1.5)
                .containsEntry("at", "2026-11-24T10:00:00Z")
                .containsEntry("task_id", "t1");
    }

    @Test
    void onlyRunsOfTheModulesAskedForAreClaimed() {
        run("t1", "d1");
        assertThat(one.claim(Set.of("quality"))).isEmpty();
        assertThat(one.waiting(Set.of("quality"))).isZero();
        assertThat(one.claim(Set.of("quality", "peak"))).isPresent();
    }

    @Test
    void aRunThatStoredNothingIsNotNoted() {
        run("t1");
        assertThat(runs.documents().countDocuments()).isZero();
    }

    @Test
    void anotherNodeGoesOnAtThePositionOfADeadOne() {
        run("t1", "d1", "d2");
        StoredResultOutbox dying = new StoredResultOutbox(mongo, runs, Duration.ZERO);
        ClaimedRun lost = dying.claim(PEAK).orElseThrow();
        ModuleResult first = dying.results(lost, 1).get(0);
        assertThat(dying.advance(lost, first)).isPresent();
        ClaimedRun taken = one.claim(PEAK).orElseThrow();
        assertThat(one.results(taken, 10)).hasSize(1).doesNotContain(first);
        // the node was only paused: what it holds is another's now
        assertThat(dying.advance(lost, first)).isEmpty();
        dying.done(lost);
        dying.release(lost);
        dying.fail(lost, "late");
        assertThat(other.claim(PEAK)).isEmpty();
        assertThat(one.waiting(PEAK)).isEqualTo(1);
    }

    @Test
    void aRunThatIsDoneAgainIsPublishedFromItsBeginning() {
        run("t1", "d1", "d2");
        ClaimedRun held = one.claim(PEAK).orElseThrow();
        List<ModuleResult> results = one.results(held, 10);
        run("t1", "d1", "d2");
        assertThat(one.advance(held, results.get(1))).isEmpty();
        one.done(held);
        ClaimedRun again = other.claim(PEAK).orElseThrow();
        assertThat(again.position()).isEmpty();
        assertThat(other.results(again, 10)).hasSize(2).allSatisfy(result -> assertThat(result.updatedAt())
                .isAfterOrEqualTo(results.get(0).updatedAt()));
    }

    @Test
    void aResultThatALaterRunReplacedBelongsToThatRun() {
        run("t1", "d1", "d2");
        run("t2", "d2", "d3");
        List<List<String>> published = new ArrayList<>();
        for (Optional<ClaimedRun> run = one.claim(PEAK); run.isPresent(); run = one.claim(PEAK)) {
            published.add(devices(one.results(run.get(), 10)));
            one.done(run.get());
        }
        assertThat(published).hasSize(2);
        assertThat(published.get(0)).containsExactly("d1");
        assertThat(published.get(1)).containsExactlyInAnyOrder("d2", "d3");
    }

    /** A node that dies between its first result and the end of the run. */
    @Test
    void aRunThatNeverEndsWaitsAnHour() {
        String[] devices = new String[600];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = "d" + i;
        }
        started("t1", devices);
        assertThat(one.claim(PEAK)).isEmpty();
        Document noted = runs.documents().find().first();
        assertThat(noted.getDate(OutboxFields.NOT_BEFORE).toInstant())
                .isAfter(Instant.now().plus(Duration.ofMinutes(30)));
        runs.documents()
                .updateOne(
                        Filters.empty(),
                        new Document("$set", new Document(OutboxFields.NOT_BEFORE, Date.from(Instant.now()))));
        assertThat(one.results(one.claim(PEAK).orElseThrow(), 1_000)).hasSize(500);
    }

    @Test
    void aRunThatCannotBePublishedIsSetAsideAndGoesOnAtItsPositionWhenItIsPutBack() {
        run("t1", "d1", "d2");
        ClaimedRun run = one.claim(PEAK).orElseThrow();
        one.advance(run, one.results(run, 1).get(0));
        one.release(run);
        for (int i = 0; i < 12; i++) {
            assertThat(deadLetters.count("results-publish")).isZero();
            runs.documents()
                    .updateOne(
                            Filters.empty(), new Document("$set", new Document(OutboxFields.NOT_BEFORE, new Date())));
            one.fail(one.claim(PEAK).orElseThrow(), "$refused");
        }
        assertThat(one.claim(PEAK)).isEmpty();
        assertThat(one.waiting(PEAK)).isZero();
        assertThat(deadLetters.list("results-publish", 10))
                .extracting(DeadLetter::id, DeadLetter::reason)
                .containsExactly(tuple("peak/t1", "12 attempts: $refused"));

        assertThat(deadLetters.retry("results-publish", List.of("peak/t1"))).isEqualTo(1);
        assertThat(deadLetters.retryAll("results-publish")).isZero();
        assertThat(one.results(one.claim(PEAK).orElseThrow(), 10)).hasSize(1);
    }
}
