package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.felix.hc.api.Result;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.UnknownPoint;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@NeedsMongod
class UnknownPointsTest {
    private static final VenId VEN = new VenId("ven-1");
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static PrivateMongod mongod;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private TelemetryStore store;
    private StoredDeviceDirectory directory;
    private StoredSampleIntake intake;
    private StoredUnknownPoints unknown;

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
        store = new TelemetryStore(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
        directory = StoredDeviceDirectory.withoutListeners(store, 100, Clock.systemUTC());
        intake = new StoredSampleIntake(
                store,
                directory,
                metrics,
                new Resting(Duration.ZERO, Duration.ZERO),
                1_000,
                Duration.ofDays(7),
                Clock.systemUTC());
        unknown = new StoredUnknownPoints(store, directory, intake);
    }

    private void register(String... rids) {
        directory.register(
                new BoxOwner(VEN, new AccountId("account-1"), new AggregatorId("coop.example")),
                List.of(rids).stream()
                        .map(rid -> new DataPoint(
                                rid,
                                ReportKind.TELEMETRY_USAGE,
                                "specifier",
                                "usage",
                                "Net",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .toList());
    }

    private static RawSample sample(String rid, int second, double value) {
        return new RawSample(
                rid, T0.plusSeconds(second), Duration.ZERO, value, Optional.of("Quality Good - Non Specific"));
    }

    @Test
    void samplesOfUnknownPointsAreCountedListedAndTakenInOnceTheyAreRegistered() {
        register("known");
        intake.accept(VEN, 0, List.of(sample("lost", 0, 1), sample("known", 0, 2), sample("lost", 1, 3)));
        intake.accept(VEN, 0, List.of(sample("lost", 2, 4), sample("other", 2, Double.NaN)));
        List<UnknownPoint> points = unknown.list(Optional.of(VEN), 10);
        assertThat(points)
                .extracting(UnknownPoint::rid, UnknownPoint::samples, UnknownPoint::kept, UnknownPoint::lastValue)
                .containsExactlyInAnyOrder(tuple("lost", 3L, 3, 4.0), tuple("other", 1L, 1, Double.NaN));
        assertThat(metrics.counter("flexcoop.telemetry.samples.unknown").count())
                .isEqualTo(4);
        assertThat(metrics.counter("flexcoop.telemetry.samples.refused").count())
                .isZero();

        assertThat(unknown.retry(VEN)).isZero();
        register("known", "lost");
        assertThat(unknown.retry(VEN)).isEqualTo(3);
        assertThat(store.raw().find(RawBsonDocument.class).map(SampleBucket::of).into(new ArrayList<>()))
                .flatExtracting(bucket -> bucket.values().values())
                .hasSize(2);
        assertThat(unknown.list(Optional.empty(), 10))
                .extracting(UnknownPoint::rid)
                .containsExactly("other");
        assertThat(unknown.forget(VEN)).isEqualTo(1);
        assertThat(unknown.list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void whatAnotherNodeKeepsAsideMeanwhileWaitsForTheNextTime() {
        register("known");
        intake.accept(VEN, 0, List.of(sample("lost", 0, 1)));
        register("known", "lost");
        StoredUnknownPoints disturbed = new StoredUnknownPoints(store, directory, (ven, revision, samples) -> {
            new UnknownSamples(store).keep(ven, Map.of("lost", List.of(sample("lost", 5, 2))), T0);
            return intake.accept(ven, revision, samples);
        });
        assertThat(disturbed.retry(VEN)).isEqualTo(1);
        assertThat(unknown.list(Optional.of(VEN), 10))
                .extracting(UnknownPoint::kept)
                .containsExactly(2);
        assertThat(unknown.retry(VEN)).isEqualTo(2);
        assertThat(unknown.list(Optional.of(VEN), 10)).isEmpty();
    }

    @Test
    void whatABoxCanFillIsBounded() {
        register("known");
        List<RawSample> samples = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            samples.add(sample("rid" + i, i, i));
            samples.add(sample("often", i, i));
        }
        samples.add(sample("x".repeat(1_000), 0, 1));
        intake.accept(VEN, 0, samples);
        intake.accept(VEN, 0, samples);
        List<UnknownPoint> points = unknown.list(Optional.of(VEN), 1_000);
        assertThat(points).hasSize(UnknownSamples.RIDS_PER_BOX + 1);
        assertThat(points).allMatch(point -> point.kept() <= UnknownSamples.KEPT_PER_RID);
        assertThat(points.stream().mapToLong(UnknownPoint::samples).sum()).isEqualTo(2L * samples.size());
        assertThat(points).extracting(UnknownPoint::rid).contains(UnknownSamples.OTHERS);
    }

    @Test
    void healthWarnsForAnHour() {
        assertThat(health(Clock.systemUTC()).getStatus()).isEqualTo(Result.Status.OK);
        intake.accept(VEN, 0, List.of(sample("lost", 0, 1)));
        Result now = health(Clock.systemUTC());
        assertThat(now.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(now.toString()).contains("lost of VEN ven-1");
        assertThat(health(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61)))
                        .getStatus())
                .isEqualTo(Result.Status.OK);
    }

    private Result health(Clock clock) {
        return UnknownHealth.with(unknown, clock).execute();
    }
}
