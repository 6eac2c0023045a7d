package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.core.internal.claims.PendingMarks;
import eu.flexcoop.middleware.telemetry.core.internal.claims.StoredRangeClaims;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.IntervalEnergy;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.RegisterEnergy;
import eu.flexcoop.middleware.telemetry.core.internal.documents.StoredQuarterHours;
import eu.flexcoop.middleware.telemetry.core.internal.intake.Resting;
import eu.flexcoop.middleware.telemetry.core.internal.intake.StoredSampleIntake;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/**
 * The services of telemetry.core over a database, put together as DS does it; for tests of what stands on them. Samples do
 * not rest.
 */
public final class TelemetryFixture {
    private static final Resting NO_REST = new Resting(Duration.ZERO, Duration.ZERO);

    private final MongoCollections collections;
    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;
    private final SampleIntake intake;

    public TelemetryFixture(MongoCollections collections) {
        this.collections = collections;
        store = new TelemetryStore(collections);
        directory = new StoredDeviceDirectory(store, 10_000, Clock.systemUTC());
        intake = new StoredSampleIntake(store, directory, new SimpleMeterRegistry(), NO_REST, 1_000, Clock.systemUTC());
    }

    public DeviceDirectory directory() {
        return directory;
    }

    public SampleIntake intake() {
        return intake;
    }

    /** Claims of one node. */
    public RangeClaims claims(Duration lease) {
        return new StoredRangeClaims(store, collections, lease, 8_000_000, Duration.ofMillis(100));
    }

    public QuarterHours quarterHours(CleaningStep... partners) {
        Duration reach = Duration.ofHours(3);
        return new StoredQuarterHours(
                store,
                new CleaningChain(
                        new RegisterEnergy(15, reach, Duration.ofMinutes(15)),
                        new IntervalEnergy(15, reach),
                        List.of(partners)),
                Clock.systemUTC());
    }

    /** Ranges that are due, claimed or not. */
    public long waiting(Stage stage) {
        return new StoredRangeClaims(store, collections, Duration.ZERO, 1, Duration.ZERO).waiting(stage, 1_000_000);
    }

    /** Marks 15-minute documents that a test wrote itself. */
    public void markLongTerm(DeviceId device, Instant from, Instant to) {
        MongoCalls.bulkUpsert(store.longTermPending(), PendingMarks.marks(device, from, to, Instant.now()));
    }

    /** A box with these data points of kind usage. */
    public void register(VenId ven, String readingType, String... rids) {
        directory.register(
                new BoxOwner(ven, new AccountId("account-of-" + ven), new AggregatorId("coop.example")),
                List.of(rids).stream()
                        .map(rid -> new DataPoint(
                                rid,
                                ReportKind.TELEMETRY_USAGE,
                                "specifier",
                                "usage",
                                readingType,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .toList());
    }
}
