package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Applies what the catalogue says about a metric to its values. Energy is computed by {@link Energy}. */
public final class MetricValues {
    /** Built once, as every quarter hour asks for them. */
    private static final Map<String, List<CleaningStep>> STEPS =
            MetricCatalogue.all().stream().collect(Collectors.toUnmodifiableMap(Metric::name, MetricValues::newSteps));

    private static final List<CleaningStep> UNKNOWN_METRIC = List.of(ValueRange.ANY_NUMBER);

    private static final Map<Metric.Kind, Function<List<Measurement>, Object>> MERGES = Map.of(
            Metric.Kind.MEAN, MetricValues::mean,
            Metric.Kind.MAXIMUM, MetricValues::maximum,
            Metric.Kind.LAST, MetricValues::last,
            Metric.Kind.FIRST_AS_TEXT, values -> text(values.get(0).value()));

    private MetricValues() {}

    /** Cleaning steps of the platform, before those of partners. */
    public static List<CleaningStep> steps(String metric) {
        return STEPS.getOrDefault(metric, UNKNOWN_METRIC);
    }

    private static List<CleaningStep> newSteps(Metric metric) {
        List<CleaningStep> steps = new ArrayList<>();
        steps.add(new ValueRange(metric.lowest(), metric.highest()));
        metric.outlierDeviations().ifPresent(deviations -> steps.add(new NormalScore(deviations)));
        return List.copyOf(steps);
    }

    /** Whether a metric that is not in the catalogue is a state; all others are gauges. */
    public static boolean isState(String metric) {
        return metric.startsWith("status_") || metric.equals("resource_status");
    }

    /** @param values cleaned, sorted by time, not empty */
    public static Object merged(Metric.Kind kind, List<Measurement> values) {
        return MERGES.get(kind).apply(values);
    }

    private static Double mean(List<Measurement> values) {
        return values.stream().mapToDouble(Measurement::value).average().orElseThrow();
    }

    private static Double maximum(List<Measurement> values) {
        return values.stream().mapToDouble(Measurement::value).max().orElseThrow();
    }

    private static Double last(List<Measurement> values) {
        return values.get(values.size() - 1).value();
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
