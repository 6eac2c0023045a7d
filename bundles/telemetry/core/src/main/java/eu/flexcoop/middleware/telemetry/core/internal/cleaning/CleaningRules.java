package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.Map;
import java.util.function.Supplier;

import eu.flexcoop.middleware.telemetry.spi.Context;

/**
 * The steps of all metrics at one time. Never changes; the next configuration makes another one.
 *
 * @param metrics by name
 * @param others for metrics that have no steps of their own
 * @param widest context of any metric
 */
public record CleaningRules(Map<String, MetricRules> metrics, MetricRules others, Context widest) {
    /** The rules that are in force when it is called. */
    @FunctionalInterface
    public interface Source extends Supplier<CleaningRules> {}

    public CleaningRules {
        metrics = Map.copyOf(metrics);
    }

    public CleaningRules(Map<String, MetricRules> metrics, MetricRules others) {
        this(
                metrics,
                others,
                metrics.values().stream().map(MetricRules::context).reduce(others.context(), Context::and));
    }

    public MetricRules of(String metric) {
        return metrics.getOrDefault(metric, others);
    }
}
