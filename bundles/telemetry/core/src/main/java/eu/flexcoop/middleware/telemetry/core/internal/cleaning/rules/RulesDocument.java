package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A file that says which steps metrics have, as it was read.
 *
 * @param source file and bundle, for people
 * @param metrics steps by name of the metric, in their order
 */
record RulesDocument(String source, Map<String, List<Step>> metrics) {
    /**
     * One step of a metric.
     *
     * @param path where it stands, for example {@code $.metrics.lux[0]}
     */
    record Step(String name, JsonNode parameters, String path) {}

    RulesDocument {
        metrics = Map.copyOf(metrics);
    }
}
