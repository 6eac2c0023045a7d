package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * Computes the documents of one quarter hour of a device: each metric passes the steps that the rules name, and what is left is
 * merged into the fields that clients know. Confined to one thread.
 */
public final class CleaningChain {
    private static final Comparator<Measurement> BY_TIME = Comparator.comparing(Measurement::at);

    private final CleaningRules rules;
    private final Window window;
    private final Map<String, QualityNotes> notes = new TreeMap<>();
    private final Map<Target, List<Measurement>> merging = new HashMap<>();

    public CleaningChain(CleaningRules rules, Instant quarterHour) {
        this.rules = rules;
        this.window = new Window(quarterHour, quarterHour.plus(QuarterHour.LENGTH));
    }

    /** What was found, by metric; metrics without a finding are left out. */
    public Map<String, QualityNotes> notes() {
        return notes;
    }

    /**
     * Energy of the quarter hour, as far as it is known.
     *
     * @param readings of a register, within the context of the metric
     * @param amounts of intervals, within the context of the metric
     */
    public Optional<EnergyShare> energy(String metric, List<Measurement> readings, List<Measurement> amounts) {
        if (readings.isEmpty() || amounts.isEmpty()) {
            return EnergyShare.of(cleaned(metric, readings.isEmpty() ? amounts : readings), window);
        }
        List<Measurement> both = new ArrayList<>(cleaned(metric, readings));
        both.addAll(cleaned(metric, amounts));
        both.sort(BY_TIME);
        return EnergyShare.of(both, window);
    }

    /**
     * Adds a metric that is not energy. Several metrics may fill one field; their values are merged together.
     *
     * @param measurements within the context of the metric
     */
    public void add(String metric, List<Measurement> measurements) {
        List<Measurement> within = merging.computeIfAbsent(target(metric), any -> new ArrayList<>());
        for (Measurement each : cleaned(metric, measurements)) {
            if (window.holds(each.at())) {
                within.add(each);
            }
        }
    }

    /** Fields by document of all metrics that were added; a document whose values were all left out has none. */
    public Map<DocumentKey, Map<String, Object>> merged() {
        Map<DocumentKey, Map<String, Object>> merged = new HashMap<>();
        merging.forEach((target, measurements) -> {
            Map<String, Object> fields = merged.computeIfAbsent(target.document(), any -> new TreeMap<>());
            if (!measurements.isEmpty()) {
                measurements.sort(BY_TIME);
                fields.put(target.field(), MetricValues.merged(target.kind(), measurements));
            }
        });
        return merged;
    }

    private List<Measurement> cleaned(String metric, List<Measurement> measurements) {
        QualityNotes found = notes.getOrDefault(metric, new QualityNotes(window));
        List<Measurement> left = rules.of(metric).clean(measurements, window, found);
        if (!found.isEmpty()) {
            notes.put(metric, found);
        }
        return left;
    }

    private record Target(DocumentKey document, String field, Metric.Kind kind) {}

    private static Target target(String name) {
        return MetricCatalogue.metric(name)
                .map(metric -> new Target(
                        DocumentKey.of(metric.field().collection()),
                        metric.field().name(),
                        metric.kind()))
                .orElseGet(() -> new Target(
                        new DocumentKey(MetricCatalogue.MEASUREMENT, name),
                        TelemetryFields.VALUE,
                        MetricValues.isState(name) ? Metric.Kind.LAST : Metric.Kind.MEAN));
    }
}
