package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/** The services of telemetry.core over a database, put together as DS does it; for tests of what stands on them. */
public final class TelemetryFixture {
    private final StoredDeviceDirectory directory;
    private final SampleIntake intake;

    public TelemetryFixture(MongoCollections collections) {
        TelemetryStore store = new TelemetryStore(collections);
        directory = new StoredDeviceDirectory(store, 10_000, Duration.ofSeconds(30), Clock.systemUTC());
        intake = new StoredSampleIntake(store, directory, new SimpleMeterRegistry());
    }

    public DeviceDirectory directory() {
        return directory;
    }

    public SampleIntake intake() {
        return intake;
    }

    public QuarterHourDocuments documents(CleaningStep... partners) {
        Duration reach = Duration.ofHours(3);
        return new CleanedQuarterHours(
                new CleaningChain(
                        new RegisterEnergy(15, reach, Duration.ofMinutes(15)),
                        new IntervalEnergy(15, reach),
                        List.of(partners)),
                Clock.systemUTC());
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
                                Optional.empty()))
                        .toList());
    }
}
