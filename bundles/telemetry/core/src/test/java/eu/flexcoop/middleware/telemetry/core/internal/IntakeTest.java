package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.internal.NeedsMongod;
import eu.flexcoop.middleware.mongo.internal.PrivateMongod;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.InvalidRidException;
import eu.flexcoop.middleware.telemetry.api.InvalidSampleException;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

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

    private static PrivateMongod mongod;
    private TelemetryStore store;
    private StoredDeviceDirectory directory;
    private StoredSampleIntake intake;

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
        store = new TelemetryStore(mongod);
        directory = newDirectory();
        intake = new StoredSampleIntake(store, directory, new SimpleMeterRegistry());
    }

    private StoredDeviceDirectory newDirectory() {
        return new StoredDeviceDirectory(store, 100, Duration.ofSeconds(30), Clock.systemUTC());
    }

    private static DataPoint point(String rid) {
        return new DataPoint(
                rid,
                rid.endsWith("mode") ? ReportKind.TELEMETRY_STATUS : ReportKind.TELEMETRY_USAGE,
                "specifier",
                "usage",
                "Direct Read",
                Optional.of("kWh"),
                Optional.of(Duration.ofMinutes(1)));
    }

    private static RawSample sample(String rid, Instant at, double value) {
        return new RawSample(VEN, rid, at, Duration.ZERO, value, Optional.empty());
    }

    @Test
    void devicesKeepTheirIdsAcrossRegistrationsAndRestarts() {
        List<Device> first = directory.register(OWNER, List.of(point(KWH), point(WATTS), point(MODE)));
        assertThat(first).extracting(Device::deviceClass).containsExactly("prosumerDeviceMetering", "hvacDevice");
        assertThat(first.get(0).metrics()).containsExactly("meter_kwh", "meter_watts");
        assertThat(first.get(1).metrics()).containsExactly("status_mode");

        List<Device> fewer = directory.register(OWNER, List.of(point(WATTS)));
        assertThat(fewer).extracting(Device::id).containsExactly(first.get(0).id());
        assertThat(directory.device(first.get(1).id())).isEmpty();

        List<Device> again = newDirectory().register(OWNER, List.of(point(MODE), point(KWH), point(WATTS)));
        assertThat(again).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void whatWasRegisteredIsReadBackAsItWas() {
        directory.register(OWNER, List.of(point(KWH), point(MODE)));
        StoredDeviceDirectory restarted = newDirectory();
        assertThat(restarted.dataPoints(VEN)).containsExactlyInAnyOrder(point(KWH), point(MODE));
        assertThat(restarted.devices(VEN)).containsExactlyInAnyOrderElementsOf(directory.devices(VEN));
        Device device = restarted.devices(VEN).get(0);
        assertThat(restarted.device(device.id())).contains(device);
        assertThat(restarted.devices(new VenId("nobody"))).isEmpty();
    }

    @Test
    void aBadNameChangesNothing() {
        directory.register(OWNER, List.of(point(KWH)));
        assertThatThrownBy(() -> directory.register(OWNER, List.of(point(WATTS), point("nonsense"))))
                .isInstanceOf(InvalidRidException.class);
        assertThat(newDirectory().dataPoints(VEN)).containsExactly(point(KWH));
    }

    @Test
    void manyNodesThatMeetADeviceAtOnceAgreeOnItsId() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<List<Device>>> registrations = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            registrations.add(() -> newDirectory().register(OWNER, List.of(point(KWH), point(MODE))));
        }
        Set<List<Device>> outcomes = new HashSet<>();
        for (Future<List<Device>> each : threads.invokeAll(registrations)) {
            outcomes.add(each.get());
        }
        threads.shutdown();
        assertThat(outcomes).hasSize(1);
        assertThat(store.mapId.countDocuments()).isEqualTo(2);
        assertThat(store.dataPoints.countDocuments()).isEqualTo(1);
    }

    @Test
    void aRepeatedSampleCountsOnceAndACorrectedOneReplacesIt() {
        directory.register(OWNER, List.of(point(KWH)));
        assertThat(intake.accept(List.of(sample(KWH, T0, 1), sample(KWH, T0, 2), sample(KWH, T0.plusSeconds(1), 3))))
                .isEqualTo(new IntakeResult(3, Set.of()));
        assertThat(intake.accept(List.of(sample(KWH, T0, 5)))).isEqualTo(new IntakeResult(1, Set.of()));
        assertThat(store.raw.find().map(raw -> raw.getDouble("value")).into(new ArrayList<>()))
                .containsExactlyInAnyOrder(5.0, 3.0);
    }

    @Test
    void unknownPointsAreNamedAndTheOthersStored() {
        directory.register(OWNER, List.of(point(KWH)));
        IntakeResult result = intake.accept(
                List.of(sample(KWH, T0, 1), sample("x", T0, 2), sample("x", T0, 2), sample(WATTS, T0, 3)));
        assertThat(result).isEqualTo(new IntakeResult(1, Set.of("x", WATTS)));
        assertThat(store.raw.countDocuments()).isEqualTo(1);
    }

    @Test
    void aPointRegisteredOnAnotherNodeIsKnownAtOnce() {
        directory.register(OWNER, List.of(point(KWH)));
        intake.accept(List.of(sample(KWH, T0, 1)));
        newDirectory().register(OWNER, List.of(point(KWH), point(WATTS)));
        StoredDeviceDirectory later = new StoredDeviceDirectory(
                store, 100, Duration.ofHours(1), Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5)));
        later.registration(VEN);
        assertThat(new StoredSampleIntake(store, later, new SimpleMeterRegistry())
                        .accept(List.of(sample(WATTS, T0, 1)))
                        .unknownRids())
                .isEmpty();
    }

    @Test
    void timesThatCannotBeStoredAreRefusedBeforeAnythingIs() {
        directory.register(OWNER, List.of(point(KWH)));
        for (Instant at : List.of(Instant.MAX, Instant.MIN, Instant.parse("1969-12-31T23:59:59Z"))) {
            assertThatThrownBy(() -> intake.accept(List.of(sample(KWH, T0, 1), sample(KWH, at, 1))))
                    .isInstanceOf(InvalidSampleException.class);
        }
        RawSample backwards = new RawSample(VEN, KWH, T0, Duration.ofMinutes(-1), 1, Optional.empty());
        assertThatThrownBy(() -> intake.accept(List.of(backwards))).isInstanceOf(InvalidSampleException.class);
        assertThat(store.raw.countDocuments()).isZero();
        assertThat(store.pending.countDocuments()).isZero();
    }

    @Test
    void everyMarkHasARevisionOfItsOwnAndLaterMarksHaveLaterOnes() throws Exception {
        directory.register(OWNER, List.of(point(KWH)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<IntakeResult>> batches = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Instant at = T0.plus(Duration.ofHours(i));
            batches.add(() -> intake.accept(List.of(sample(KWH, at, 1))));
        }
        for (Future<IntakeResult> each : threads.invokeAll(batches)) {
            each.get();
        }
        threads.shutdown();
        List<BsonTimestamp> revisions = store.pending
                .find()
                .map(mark -> mark.get("rev", BsonTimestamp.class))
                .into(new ArrayList<>());
        assertThat(revisions).hasSize(200).doesNotHaveDuplicates();

        intake.accept(List.of(sample(KWH, T0, 2)));
        Document remarked = store.pending
                .find(new Document("from", java.util.Date.from(T0)))
                .first();
        assertThat(remarked.get("rev", BsonTimestamp.class)).isGreaterThan(java.util.Collections.max(revisions));
        assertThat(PendingRange.of(eu.flexcoop.middleware.telemetry.api.Stage.QUARTER_HOURS, remarked)
                        .from())
                .isEqualTo(T0);
    }

    @Test
    void withoutItsServerTheIntakeSaysSoAndAcknowledgesNothing() throws Exception {
        directory.register(OWNER, List.of(point(KWH)));
        intake.accept(List.of(sample(KWH, T0, 1)));
        mongod.kill();
        assertThatThrownBy(() -> intake.accept(List.of(sample(KWH, T0, 2)))).isInstanceOf(UnavailableException.class);
        mongod.restart();
        assertThat(store.raw.find().first().getDouble("value")).isEqualTo(1);
        assertThat(intake.accept(List.of(sample(KWH, T0, 2))).stored()).isEqualTo(1);
    }
}
