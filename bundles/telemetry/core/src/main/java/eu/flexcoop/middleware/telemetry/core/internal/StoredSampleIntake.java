package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.model.WriteModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * Stores samples in one bulk and then marks their time as pending, in this order: a mark says that everything before it can
 * be read (docs/adr/0010). Both are durable on return.
 */
@Component(service = SampleIntake.class)
public final class StoredSampleIntake implements SampleIntake {
    private static final Duration INSTANT = Duration.ofMillis(1);
    /** Ranges closer than this are marked as one; some quarter hours more are cheaper than some marks more. */
    private static final Duration NEAR = QuarterHour.LENGTH;
    /** Longer intervals are kept raw, as no cleaning is likely to spread them; their start is marked all the same. */
    private static final Duration LONGEST_MARK = Duration.ofDays(2);

    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;
    private final Clock clock = Clock.systemUTC();
    private final Counter stored;
    private final Counter refused;
    private final Timer batches;

    @Activate
    public StoredSampleIntake(
            @Reference TelemetryStore store,
            @Reference StoredDeviceDirectory directory,
            @Reference MeterRegistry metrics) {
        this.store = store;
        this.directory = directory;
        this.stored = Counter.builder("flexcoop.telemetry.samples.stored")
                .description("Samples stored, repeated ones included")
                .register(metrics);
        this.refused = Counter.builder("flexcoop.telemetry.samples.refused")
                .description("Samples of data points that their box never registered")
                .register(metrics);
        this.batches = Timer.builder("flexcoop.telemetry.intake")
                .description("Time until a batch of samples was durable")
                .register(metrics);
    }

    private record Stretch(Instant from, Instant to) {}

    @Override
    public IntakeResult accept(List<RawSample> samples) {
        Map<String, Document> documents = new LinkedHashMap<>();
        Map<DeviceId, List<Stretch>> touched = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        int known = 0;
        for (RawSample sample : samples) {
            Instant at = RawDocument.at(sample);
            Point point = point(sample, unknown);
            if (point != null) {
                known++;
                String key = RawDocument.key(point, at);
                documents.put(key, RawDocument.of(key, point, sample, at));
                touched.computeIfAbsent(point.device(), any -> new ArrayList<>())
                        .add(stretch(sample, at));
            }
        }
        if (!documents.isEmpty()) {
            batches.record(() -> store(List.copyOf(documents.values()), touched));
        }
        stored.increment(known);
        refused.increment((double) samples.size() - known);
        return new IntakeResult(known, unknown);
    }

    private void store(List<Document> documents, Map<DeviceId, List<Stretch>> touched) {
        TelemetryStore.reach("store %d samples".formatted(documents.size()), () -> {
            TelemetryStore.put(store.raw, documents);
            TelemetryStore.write(store.pending, marks(touched));
            return null;
        });
    }

    /** The point of a sample, or null if its box does not have it. */
    private Point point(RawSample sample, Set<String> unknown) {
        if (unknown.contains(sample.rid())) {
            return null;
        }
        Point point = directory.registration(sample.ven()).points().get(sample.rid());
        if (point == null) {
            point = directory.latestRegistration(sample.ven()).points().get(sample.rid());
        }
        if (point == null) {
            unknown.add(sample.rid());
        }
        return point;
    }

    private static Stretch stretch(RawSample sample, Instant at) {
        boolean markWhole = !sample.duration().isZero() && sample.duration().compareTo(LONGEST_MARK) <= 0;
        Instant to = at.plus(markWhole ? sample.duration() : INSTANT);
        return new Stretch(at, to.isAfter(at) ? to : at.plus(INSTANT));
    }

    private List<WriteModel<Document>> marks(Map<DeviceId, List<Stretch>> touched) {
        Instant now = clock.instant();
        List<WriteModel<Document>> marks = new ArrayList<>();
        touched.forEach((device, stretches) -> joined(stretches)
                .forEach(stretch -> marks.addAll(
                        PendingRange.mark(Stage.QUARTER_HOURS, device, stretch.from(), stretch.to(), now))));
        return marks;
    }

    private static List<Stretch> joined(List<Stretch> stretches) {
        List<Stretch> sorted = new ArrayList<>(stretches);
        sorted.sort(Comparator.comparing(Stretch::from));
        List<Stretch> joined = new ArrayList<>();
        Stretch current = null;
        for (Stretch next : sorted) {
            if (current == null || next.from().isAfter(current.to().plus(NEAR))) {
                if (current != null) {
                    joined.add(current);
                }
                current = next;
            } else if (next.to().isAfter(current.to())) {
                current = new Stretch(current.from(), next.to());
            }
        }
        if (current != null) {
            joined.add(current);
        }
        return joined;
    }
}
