package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Objects;

import org.osgi.annotation.versioning.ProviderType;

/** Which cleaning steps are in force on this node, and which files are not. Thread-safe. */
@ProviderType
public interface CleaningConfiguration {
    /**
     * The steps of one metric.
     *
     * @param metric name; {@code *} for all metrics that are not listed
     * @param steps names in their order
     * @param source file, and bundle if it is in one
     */
    record MetricSteps(String metric, List<String> steps, String source) {
        public MetricSteps {
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(source, "source");
            steps = List.copyOf(steps);
        }
    }

    /** By name of the metric. */
    List<MetricSteps> metrics();

    /** Why files are not used: one sentence for each, with file, place, what was found and what is accepted. */
    List<String> refused();
}
