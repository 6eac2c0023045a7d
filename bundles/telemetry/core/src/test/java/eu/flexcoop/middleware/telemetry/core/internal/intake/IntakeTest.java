package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@NeedsMongod
class IntakeTest {
    private static final VenId VEN = new VenId("ven-1");
    private static final BoxOwner OWNER =
            new BoxOwner(VEN, new AccountId("account-1"), new AggregatorId("coop.example"));
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final String KWH = "meter_1_Home_Hall_prosumerDeviceMetering_1_meterKwh";
    private static final String WATTS = "meter_1_Home_Hall_prosumerDeviceMetering_1_meterWatts";
    private static final String MODE = "ac_1_Home_Hall_hvacDevice_1_mode";

    /** Number of documents of each write. */
    private static final Queue<Integer> UPDATES = new ConcurrentLinkedQueue<>();

    private static PrivateMongod mongod;
    private MongoCollections mongo;
    private TelemetryStore store;
    private StoredDeviceDirectory directory;
    private StoredSampleIntake intake;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("update")) {
                    UPDATES.add(event.getCommand().getArray("updates").size());
                }
            }
        });
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
        directory = newDirectory();
        intake = newIntake(directory);
    }

    private StoredDeviceDirectory newDirectory() {
        return StoredDeviceDirectory.withoutListeners(store, 100, Clock.systemUTC());
    }

    private StoredSampleIntake newIntake(StoredDeviceDirectory devices) {
        return new StoredSampleIntake(
                store,
                devices,
                new SimpleMeterRegistry(),
                new Resting(Duration.ZERO, Duration.ZERO),
                1_000,
                Duration.ofDays(7),
                Clock.systemUTC());
    }

    private static DataPoint point(String rid) {
        return point(rid, "Direct Read", Optional.empty());
    }

    private static DataPoint point(String rid, String readingType, Optional<ReportedUnit> unit) {
        return new DataPoint(
                rid,
                rid.endsWith("mode") ? ReportKind.TELEMETRY_STATUS : ReportKind.TELEMETRY_USAGE,
                "specifier",
                "usage",
                readingType,
                unit,
                Optional.empty(),
                Optional.of(Duration.ofMinutes(1)));
    }

    private static RawSample sample(String rid, Instant at, double value) {
        return new RawSample(rid, at, Duration.ZERO, value, Optional.empty());
    }

    private IntakeResult accept(RawSample... samples) {
        return intake.accept(VEN, 0, List.of(samples));
    }

    /** All values of the buckets by metric and instant. */
    private Map<String, Double> stored() {
        Map<String, Double> stored = new TreeMap<>();
        store.raw().find(RawBsonDocument.class).map(SampleBucket::of).forEach(bucket -> List.of(
                        bucket.registers(), bucket.values())
                .forEach(part -> part.forEach((metric, values) ->
                        values.forEach(value -> stored.put(metric + " " + value.at(), value.value())))));
        return stored;
    }

    /** A box that was away for a year must not keep the others waiting for one write. */
    @Test
    void aLargeReportIsWrittenInParts() {
        directory.register(OWNER, List.of(point(WATTS)));
        Instant first = T0.minus(Duration.ofDays(40));
        List<RawSample> samples = IntStream.range(0, 3_500)
                .mapToObj(number -> sample(WATTS, first.plus(Duration.ofMinutes(15L * number)), number))
                .toList();
        UPDATES.clear();

        assertThat(intake.accept(VEN, 0, samples).stored()).isEqualTo(3_500);

        assertThat(stored()).hasSize(3_500);
        assertThat(UPDATES).containsExactly(250, 250, 250, 125);
    }

    @Test
    void devicesKeepTheirIdsAcrossRegistrationsAndRestarts() {
        List<Device> first = directory
                .register(OWNER, List.of(point(KWH), point(WATTS), point(MODE)))
                .devices();
        assertThat(first).extracting(Device::deviceClass).containsExactly("prosumerDeviceMetering", "hvacDevice");
        assertThat(first.get(0).metrics()).containsExactly("meter_kwh", "meter_watts");
        assertThat(first.get(1).metrics()).containsExactly("status_mode");

        List<Device> fewer = directory.register(OWNER, List.of(point(WATTS))).devices();
        assertThat(fewer).extracting(Device::id).containsExactly(first.get(0).id());
        assertThat(directory.device(first.get(1).id())).isEmpty();

        List<Device> again = newDirectory()
                .register(OWNER, List.of(point(MODE), point(KWH), point(WATTS)))
                .devices();
        assertThat(again).containsExactlyInAnyOrderElementsOf(first);
        assertThat(newDirectory()
                        .devices(List.of(first.get(0).id(), first.get(1).id(), new DeviceId("unknown"))))
                .isEqualTo(Map.of(first.get(0).id(), first.get(0), first.get(1).id(), first.get(1)));
    }

    @Test
    void aDeviceWithUsageAndStatusIsOneDevice() {
        List<Device> devices = directory
                .register(OWNER, List.of(point(MODE), point("ac_1_Home_Hall_hvacDevice_1_meterWatts")))
                .devices();
        assertThat(devices).singleElement().satisfies(device -> assertThat(device.metrics())
                .containsExactly("meter_watts", "status_mode"));
        assertThat(directory.device(devices.get(0).id())).contains(devices.get(0));
    }

    @Test
    void aPointThatCannotBeConvertedIsRefusedAloneWithItsReason() {
        RegisteredPoints registered = directory.register(
                OWNER,
                List.of(
                        point(KWH, "Direct Read", Optional.of(unit("voltage", "V", "none"))),
                        point(WATTS, "Net", Optional.of(unit("powerReal", "W", "m")))));
        assertThat(registered.refused()).containsOnlyKeys(KWH);
        assertThat(registered.refused().get(KWH)).isEqualTo("unit 'V' cannot be converted to kWh");
        intake.accept(VEN, registered.revision(), List.of(sample(WATTS, T0, 480_000)));
        assertThat(stored()).isEqualTo(Map.of("meter_watts " + T0, 480.0));
    }

    private static ReportedUnit unit(String itemBase, String unit, String scale) {
        return new ReportedUnit(itemBase, "", unit, scale, Optional.empty());
    }

    @Test
    void manyNodesThatMeetADeviceAtOnceAgreeOnItsId() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<List<Device>>> registrations = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            registrations.add(() -> newDirectory()
                    .register(OWNER, List.of(point(KWH), point(MODE)))
                    .devices());
        }
        Set<List<Device>> outcomes = new HashSet<>();
        for (Future<List<Device>> each : threads.invokeAll(registrations)) {
            outcomes.add(each.get());
        }
        threads.shutdown();
        assertThat(outcomes).hasSize(1);
        assertThat(store.mapId().countDocuments()).isEqualTo(2);
        assertThat(store.dataPoints().countDocuments()).isEqualTo(1);
    }

    @Test
    void aRepeatedSampleCountsOnceAndACorrectedOneReplacesIt() {
        directory.register(OWNER, List.of(point(KWH)));
        assertThat(accept(sample(KWH, T0, 1), sample(KWH, T0, 2), sample(KWH, T0.plusSeconds(1), 3)))
                .isEqualTo(new IntakeResult(3, Set.of()));
        assertThat(accept(sample(KWH, T0, 5))).isEqualTo(new IntakeResult(1, Set.of()));
        assertThat(stored()).isEqualTo(Map.of("meter_kwh " + T0, 5.0, "meter_kwh " + T0.plusSeconds(1), 3.0));
    }

    @Test
    void unknownPointsAreNamedAndTheOthersStored() {
        directory.register(OWNER, List.of(point(KWH)));
        IntakeResult result = accept(sample(KWH, T0, 1), sample("x", T0, 2), sample("x", T0, 2), sample(WATTS, T0, 3));
        assertThat(result).isEqualTo(new IntakeResult(1, Set.of("x", WATTS)));
        assertThat(stored()).hasSize(1);
    }

    @Test
    void aBoxThatRegisteredNothingReportsUnknownPoints() {
        assertThat(accept(sample(KWH, T0, 1))).isEqualTo(new IntakeResult(0, Set.of(KWH)));
    }

    @Test
    void aRegistrationOnAnotherNodeIsUsedAtOnceByItsRevision() {
        directory.register(OWNER, List.of(point(WATTS, "Net", Optional.of(unit("powerReal", "W", "none")))));
        accept(sample(WATTS, T0, 1));
        long revision = newDirectory()
                .register(OWNER, List.of(point(WATTS, "Net", Optional.of(unit("powerReal", "W", "k")))))
                .revision();
        intake.accept(VEN, revision, List.of(sample(WATTS, T0, 1)));
        assertThat(stored()).isEqualTo(Map.of("meter_watts " + T0, 1000.0));
    }

    @Test
    void aPointRegisteredOnAnotherNodeIsKnownWithoutItsRevision() {
        StoredDeviceDirectory later = StoredDeviceDirectory.withoutListeners(store, 100, new SteppingClock());
        later.register(OWNER, List.of(point(KWH)));
        newDirectory().register(OWNER, List.of(point(KWH), point(WATTS)));
        assertThat(newIntake(later)
                        .accept(VEN, 0, List.of(sample(WATTS, T0, 1)))
                        .unknownRids())
                .isEmpty();
    }

    /** Each look is a minute later. */
    private static final class SteppingClock extends Clock {
        private Instant now = T0;

        @Override
        public Instant instant() {
            now = now.plusSeconds(60);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void whatWouldNeverBeSeenIsRefusedByItsRidAndTheRestIsStored() {
        directory.register(OWNER, List.of(point(KWH), point(WATTS, "Net", Optional.empty())));
        List<RawSample> impossible = List.of(
                sample(KWH, Instant.MAX, 1),
                sample(KWH, Instant.MIN, 1),
                sample(KWH, Instant.parse("1969-12-31T23:59:59Z"), 1),
                sample(KWH, Instant.parse("2099-01-01T00:00:00Z"), 1),
                sample(KWH, T0, Double.NaN),
                sample(KWH, T0, Double.NEGATIVE_INFINITY),
                new RawSample(KWH, T0, Duration.ofMinutes(-1), 1, Optional.empty()));
        for (RawSample each : impossible) {
            IntakeResult result = accept(sample(WATTS, T0, 1), each);

            assertThat(result.stored()).isEqualTo(1);
            assertThat(result.refused()).containsOnlyKeys(KWH);
            assertThat(result.unknownRids()).isEmpty();
        }
        assertThat(stored()).containsOnlyKeys("meter_watts " + T0);
    }

    @Test
    void qualityConfidenceAndAccuracyAreKeptBesideTheValue() {
        directory.register(OWNER, List.of(point(KWH)));
        accept(new RawSample(
                KWH,
                T0,
                Duration.ZERO,
                1,
                Optional.of("Quality Good - Non Specific"),
                Optional.of(95),
                Optional.of(0.5)));

        assertThat(store.raw().find().first().toJson()).contains("[1.0, 0, \"Quality Good - Non Specific\", 95, 0.5]");
    }

    @Test
    void concurrentReportsAreAllStored() throws Exception {
        directory.register(OWNER, List.of(point(KWH), point(WATTS, "Net", Optional.empty())));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<IntakeResult>> reports = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Instant at = T0.plus(Duration.ofMinutes(i));
            double value = i;
            reports.add(() -> accept(sample(KWH, at, value), sample(WATTS, at, value)));
        }
        for (Future<IntakeResult> each : threads.invokeAll(reports)) {
            assertThat(each.get().stored()).isEqualTo(2);
        }
        threads.shutdown();
        assertThat(stored()).hasSize(800);
        assertThat(store.raw().countDocuments()).isEqualTo(7);
    }

    /** The household of the demonstration was measured in 2011. */
    @Test
    void theRetentionOfHistoryCountsFromItsStoring() {
        directory.register(OWNER, List.of(point(KWH)));
        Instant before = Instant.now().minusSeconds(1);
        accept(sample(KWH, Instant.parse("2011-08-01T00:00:00Z"), 1));
        assertThat(store.raw().find().first().getDate("_created")).isAfter(before);
        assertThat(store.raw().listIndexes().into(new ArrayList<>()))
                .filteredOn(index -> index.containsKey("expireAfterSeconds"))
                .extracting(index -> index.get("key", Document.class))
                .containsExactly(new Document("_created", 1));
    }

    @Test
    void samplesRestUntilTheirQuarterHourIsOver() {
        Resting resting = new Resting(Duration.ofMinutes(1), Duration.ofMinutes(16));
        Instant now = T0.plusSeconds(70);
        assertThat(resting.notBefore(T0.plusSeconds(65), now)).isEqualTo(T0.plusSeconds(16 * 60));
        assertThat(resting.notBefore(T0.minusSeconds(65), now)).isEqualTo(now);
        assertThat(resting.notBefore(T0.plusSeconds(86_400), now)).isEqualTo(now.plusSeconds(16 * 60));
    }

    @Test
    void withoutItsServerTheIntakeSaysSoAndAcknowledgesNothing() throws Exception {
        directory.register(OWNER, List.of(point(KWH)));
        accept(sample(KWH, T0, 1));
        mongod.kill();
        assertThatThrownBy(() -> accept(sample(KWH, T0, 2))).isInstanceOf(UnavailableException.class);
        mongod.restart();
        assertThat(stored()).isEqualTo(Map.of("meter_kwh " + T0, 1.0));
        assertThat(accept(sample(KWH, T0, 2)).stored()).isEqualTo(1);
    }
}
