package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * The rules that measurements pass: those of the platform per metric, then those of partners.
 *
 * @param partners in the order in which they are asked
 */
public record CleaningChain(RegisterEnergy registers, IntervalEnergy intervals, List<CleaningStep> partners) {
    private static final Logger LOG = LoggerFactory.getLogger(CleaningChain.class);
    private static final Comparator<Measurement> BY_TIME = Comparator.comparing(Measurement::at);

    public CleaningChain {
        partners = List.copyOf(partners);
    }

    /** How far apart readings may lie to say something about the time between them. */
    public Duration reach() {
        return registers.reach();
    }

    /** Energy per quarter hour, as far as it is known. */
    public Map<Instant, Energy.Share> energy(String metric, List<Measurement> readings, List<Measurement> perInterval) {
        boolean limited = metric.equals(MetricCatalogue.METER_KWH);
        Energy energy = new Energy();
        (limited ? registers : registers.withoutLimit()).collect(cleaned(metric, readings), energy);
        (limited ? intervals : intervals.withoutLimit()).collect(cleaned(metric, perInterval), energy);
        return energy.shares();
    }

    /**
     * Means and their like of one quarter hour.
     *
     * @param byMetric all that was measured in it
     * @return fields by document; a document whose values were all left out has none
     */
    public Map<DocumentKey, Map<String, Object>> merged(Map<String, List<Measurement>> byMetric) {
        Map<Target, List<Measurement>> byTarget = new HashMap<>();
        byMetric.forEach((name, measurements) -> {
            Target target = target(name);
            if (target.kind() != Metric.Kind.ENERGY) {
                byTarget.computeIfAbsent(target, any -> new ArrayList<>()).addAll(cleaned(name, measurements));
            }
        });
        Map<DocumentKey, Map<String, Object>> merged = new HashMap<>();
        byTarget.forEach((target, measurements) -> {
            Map<String, Object> fields = merged.computeIfAbsent(target.document(), any -> new TreeMap<>());
            if (!measurements.isEmpty()) {
                measurements.sort(BY_TIME);
                fields.put(target.field(), MetricValues.merged(target.kind(), measurements));
            }
        });
        return merged;
    }

    /** Several metrics may fill one field; their values are merged together. */
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

    private List<Measurement> cleaned(String metric, List<Measurement> measurements) {
        List<Measurement> left = measurements.stream().sorted(BY_TIME).toList();
        for (CleaningStep step : MetricValues.steps(metric)) {
            left = step.clean(metric, left);
        }
        for (CleaningStep step : partners) {
            left = cleanedByPartner(step, metric, left);
        }
        return left;
    }

    private static List<Measurement> cleanedByPartner(CleaningStep step, String metric, List<Measurement> before) {
        try {
            return step.appliesTo(metric) ? step.clean(metric, before) : before;
        } catch (RuntimeException e) {
            // foreign code; without its step there are documents at least, with its exception there would be none ever
            LOG.warn(
                    "Cleaning step {} failed on {} and was left out",
                    step.getClass().getName(),
                    metric,
                    e);
            return before;
        }
    }
}
