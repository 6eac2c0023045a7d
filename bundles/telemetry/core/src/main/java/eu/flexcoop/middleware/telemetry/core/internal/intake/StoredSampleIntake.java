package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
                min = "PT0S",
                description = "Longest time that new samples rest before they are processed, ISO-8601;"
                        + " PT16M: until their quarter hour is over")
        String rest() default "PT2S";

        @AttributeDefinition(
                min = "PT0S",
                description = "Time after the end of a quarter hour before it is processed, ISO-8601")
        String grace() default "PT1M";

        @AttributeDefinition(min = "1", description = "Upper bound of the samples that are written together")
        int samplesPerWrite() default 5_000;

        @AttributeDefinition(
                min = "PT0S",
                description =
                        "How far in the future the time of a sample may be, ISO-8601; a later one is refused as the"
                                + " fault of a clock")
        String ahead() default "P7D";
    }

    /** Before it row keys of the long-term store would not sort. */
    private static final Instant EARLIEST = Instant.EPOCH;

    /** Boxes in the field send durations that mean nothing; only those that cannot be stored are refused. */
    private static final Duration LONGEST = Duration.ofDays(200 * 365);

    /** Samples of a report that are written at once: other reports are written between the parts of a larger one. */
    private static final int LARGEST_PART = 1_000;

    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;
    private final Resting resting;
    private final GroupCommit<SampleBuckets> commits;
    private final Duration ahead;
    private final Clock clock;
    private final Counter stored;
    private final Counter refused;
    private final Counter ofUnknownPoints;
    private final UnknownSamples aside;
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
                Duration.parse(config.ahead()),
                Clock.systemUTC());
    }

    public StoredSampleIntake(
            TelemetryStore store,
            StoredDeviceDirectory directory,
            MeterRegistry metrics,
            Resting resting,
            int samplesPerWrite,
            Duration ahead,
            Clock clock) {
        this.store = store;
        this.directory = directory;
        this.resting = resting;
        this.commits = new GroupCommit<>(this::write, SampleBuckets::samples, samplesPerWrite);
        this.ahead = ahead;
        this.clock = clock;
        this.stored = Counter.builder("flexcoop.telemetry.samples.stored")
                .description("Samples stored, repeated ones included")
                .register(metrics);
        this.refused = Counter.builder("flexcoop.telemetry.samples.refused")
                .description("Samples that cannot be stored")
                .register(metrics);
        this.ofUnknownPoints = Counter.builder("flexcoop.telemetry.samples.unknown")
                .description("Samples of data points that their box never registered; they are kept aside")
                .register(metrics);
        this.aside = new UnknownSamples(store);
        this.batches = Timer.builder("flexcoop.telemetry.intake")
                .description("Time until the samples of a report were durable")
                .register(metrics);
    }

    @Override
    public IntakeResult accept(VenId ven, long registration, List<RawSample> samples) {
        Instant now = clock.instant();
        Instant latest = now.plus(ahead);
        SampleBuckets buckets = new SampleBuckets(resting, now);
        Registration known = directory.registration(ven, registration);
        Map<String, List<RawSample>> unknown = new HashMap<>();
        Map<String, String> refusals = new HashMap<>();
        int count = 0;
        for (RawSample sample : samples) {
            if (unknown.containsKey(sample.rid())) {
                unknown.get(sample.rid()).add(sample);
                continue;
            }
            Point point = known.points().get(sample.rid());
            if (point == null) {
                known = directory.latestRegistration(ven);
                point = known.points().get(sample.rid());
            }
            if (point == null) {
                unknown.computeIfAbsent(sample.rid(), any -> new ArrayList<>()).add(sample);
            } else if (isPossible(sample, latest)) {
                // stored in whole milliseconds
                buckets.add(
                        known.owner().orElseThrow(), point, sample, sample.at().truncatedTo(ChronoUnit.MILLIS));
                count++;
            } else {
                refusals.putIfAbsent(sample.rid(), reason(sample, latest));
            }
        }
        if (count > 0) {
            List<SampleBuckets> parts = buckets.parts(LARGEST_PART);
            batches.record(() -> parts.forEach(commits::write));
        }
        int unknownSamples = unknown.values().stream().mapToInt(List::size).sum();
        if (unknownSamples > 0) {
            aside.keep(ven, unknown, now);
            ofUnknownPoints.increment(unknownSamples);
        }
        stored.increment(count);
        refused.increment((double) samples.size() - count - unknownSamples);
        return new IntakeResult(count, unknown.keySet(), refusals);
    }

    private static boolean isPossible(RawSample sample, Instant latest) {
        return isNumber(sample)
                && !sample.at().isBefore(EARLIEST)
                && !sample.at().isAfter(latest)
                && !sample.duration().isNegative()
                && sample.duration().compareTo(LONGEST) <= 0;
    }

    /** OpenADR has no larger numbers, and these stay finite in any unit. */
    private static boolean isNumber(RawSample sample) {
        return Math.abs(sample.value()) <= Float.MAX_VALUE;
    }

    private static String reason(RawSample sample, Instant latest) {
        if (!isNumber(sample)) {
            return "its value at %s is %s; leave out what has no value".formatted(sample.at(), sample.value());
        }
        if (sample.at().isBefore(EARLIEST) || sample.at().isAfter(latest)) {
            return "its time %s is not between %s and %s".formatted(sample.at(), EARLIEST, latest);
        }
        return "its duration is %s, not PT0S to %s".formatted(sample.duration(), LONGEST);
    }

    private void write(List<SampleBuckets> together) {
        SampleBuckets buckets = SampleBuckets.together(together);
        // concatenated, since this is done for each write
        MongoCalls.call("store " + buckets.samples() + " samples", () -> {
            MongoCalls.bulkUpsert(store.raw(), buckets.writes());
            return null;
        });
    }
}
