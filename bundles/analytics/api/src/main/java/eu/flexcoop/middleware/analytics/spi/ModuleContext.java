package eu.flexcoop.middleware.analytics.spi;

import java.time.Instant;
import java.util.Objects;

/**
 * One run of a module.
 *
 * @param taskId the task that it runs in
 * @param parameters checked against the descriptor, defaults filled in
 * @param now when the run began; the same for everything that the run computes
 */
public record ModuleContext(String taskId, Parameters parameters, Instant now) {
    public ModuleContext {
        Objects.requireNonNull(taskId, "taskId");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(now, "now");
    }
}
