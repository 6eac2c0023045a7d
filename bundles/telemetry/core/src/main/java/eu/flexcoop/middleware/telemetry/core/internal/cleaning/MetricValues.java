package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Merges the values of a quarter hour as the catalogue says. Energy is computed by {@link EnergyShare}. */
public final class MetricValues {
    private static final Map<Metric.Kind, Function<List<Measurement>, Object>> MERGES = Map.of(
            Metric.Kind.MEAN, MetricValues::mean,
            Metric.Kind.MAXIMUM, MetricValues::maximum,
            Metric.Kind.LAST, MetricValues::last,
            Metric.Kind.FIRST_AS_TEXT, values -> text(values.get(0).value()));

    private MetricValues() {}

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
