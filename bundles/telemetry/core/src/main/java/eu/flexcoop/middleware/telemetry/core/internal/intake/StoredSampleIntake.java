package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.InvalidSampleException;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Point;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Registration;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;

/** Stores samples in the buckets of their devices; concurrent reports share one durable write. */
@Component(service = SampleIntake.class, configurationPid = "eu.flexcoop.middleware.telemetry.intake")
@Designate(ocd = StoredSampleIntake.Config.class)
public final class StoredSampleIntake implements SampleIntake {
    /** When samples are processed, and how many are written together. */
    @ObjectClassDefinition(name = "Flexcoop telemetry intake")
    public @interface Config {
        @AttributeDefinition(
                description = "Longest time that samples rest until their quarter hour is over, ISO-8601;"
                        + " PT0S processes them at once")
        String rest() default "PT16M";

        @AttributeDefinition(description = "Time after the end of a quarter hour before it is processed, ISO-8601")
        String grace() default "PT1M";

        @AttributeDefinition(description = "Upper bound of the samples that are written together")
        int samplesPerWrite() default 5_000;
    }

    /** Before it row keys of the long-term store would not sort, behind it nothing that is sent is meant. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private record Batch(SampleBuckets buckets, int samples) {}

    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;
    private final Resting resting;
    private final GroupCommit<Batch> commits;
    private final Clock clock;
    private final Counter stored;
    private final Counter refused;
    private final Timer batches;

    @Activate
    public StoredSampleIntake(
            @Reference TelemetryStore store,
            @Reference StoredDeviceDirectory directory,
            @Reference MeterRegistry metrics,
            Config config) {
        this(
                store,
                directory,
                metrics,
                new Resting(Duration.parse(config.grace()), Duration.parse(config.rest())),
                config.samplesPerWrite(),
                Clock.systemUTC());
    }

    public StoredSampleIntake(
            TelemetryStore store,
            StoredDeviceDirectory directory,
            MeterRegistry metrics,
            Resting resting,
            int samplesPerWrite,
            Clock clock) {
        this.store = store;
        this.directory = directory;
        this.resting = resting;
        this.commits = new GroupCommit<>(this::write, Batch::samples, samplesPerWrite);
        this.clock = clock;
        this.stored = Counter.builder("flexcoop.telemetry.samples.stored")
                .description("Samples stored, repeated ones included")
                .register(metrics);
        this.refused = Counter.builder("flexcoop.telemetry.samples.refused")
                .description("Samples of data points that their box never registered")
                .register(metrics);
        this.batches = Timer.builder("flexcoop.telemetry.intake")
                .description("Time until the samples of a report were durable")
                .register(metrics);
    }

    @Override
    public IntakeResult accept(VenId ven, long registration, List<RawSample> samples) {
        SampleBuckets buckets = new SampleBuckets(resting, clock.instant());
        Registration known = directory.registration(ven, registration);
        Set<String> unknown = new HashSet<>();
        int count = 0;
        for (RawSample sample : samples) {
            Instant at = at(sample);
            if (unknown.contains(sample.rid())) {
                continue;
            }
            Point point = known.points().get(sample.rid());
            if (point == null) {
                known = directory.latestRegistration(ven);
                point = known.points().get(sample.rid());
            }
            if (point == null) {
                unknown.add(sample.rid());
            } else {
                buckets.add(known.owner().orElseThrow(), point, sample, at);
                count++;
            }
        }
        if (count > 0) {
            Batch batch = new Batch(buckets, count);
            batches.record(() -> commits.write(batch));
        }
        stored.increment(count);
        refused.increment((double) samples.size() - count);
        return new IntakeResult(count, unknown);
    }

    private void write(List<Batch> together) {
        int samples = together.stream().mapToInt(Batch::samples).sum();
        SampleBuckets buckets =
                SampleBuckets.together(together.stream().map(Batch::buckets).toList());
        MongoCalls.call("store %d samples".formatted(samples), () -> {
            MongoCalls.bulkUpsert(store.raw(), buckets.writes());
            return null;
        });
    }

    /** Instant under which the sample is stored, whole milliseconds. */
    private static Instant at(RawSample sample) {
        if (sample.at().isBefore(EARLIEST) || !sample.at().isBefore(LATEST)) {
            throw new InvalidSampleException(
                    sample.rid(), "its time %s is not between %s and %s".formatted(sample.at(), EARLIEST, LATEST));
        }
        if (sample.duration().isNegative() || sample.duration().compareTo(Duration.between(EARLIEST, LATEST)) > 0) {
            throw new InvalidSampleException(sample.rid(), "its duration is %s".formatted(sample.duration()));
        }
        return sample.at().truncatedTo(ChronoUnit.MILLIS);
    }
}
