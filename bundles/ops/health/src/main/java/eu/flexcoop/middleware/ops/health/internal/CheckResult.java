package eu.flexcoop.middleware.ops.health.internal;

import java.time.Duration;
import java.util.List;

import org.apache.felix.hc.api.Result;

/**
 * What one health check said.
 *
 * @param name property {@code hc.name} of the check
 * @param sentence why it is so and what to do
 */
record CheckResult(String name, List<String> tags, Result.Status status, String sentence, Duration took) {
    CheckResult {
        tags = List.copyOf(tags);
    }

    /** Whether requests can be served: a warning is no reason to send them elsewhere. */
    static boolean serves(Result.Status status) {
        return status == Result.Status.OK || status == Result.Status.WARN;
    }
}
