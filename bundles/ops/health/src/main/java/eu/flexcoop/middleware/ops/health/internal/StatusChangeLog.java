package eu.flexcoop.middleware.ops.health.internal;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the status of a check changes, one line each. Felix's monitor runs the checks at intervals and sends the events; its own
 * log would be a table of several lines for each change.
 */
@Component(property = EventConstants.EVENT_TOPIC + "=org/apache/felix/health/name/*")
public final class StatusChangeLog implements EventHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StatusChangeLog.class);

    @Override
    public void handleEvent(Event event) {
        if (!event.getTopic().endsWith("/STATUS_CHANGED")
                || !(event.getProperty("executionResult") instanceof HealthCheckExecutionResult executed)) {
            return;
        }
        ExplainedResult result = ExplainedResult.of(executed);
        Object before = event.getProperty("previousStatus");
        if (before == null && result.status() == Result.Status.OK) {
            LOG.debug("Health check {} is OK: {}", result.name(), result.message());
        } else if (result.status() == Result.Status.OK || result.status() == Result.Status.TEMPORARILY_UNAVAILABLE) {
            LOG.info("Health check {} is {} now: {}", result.name(), result.status(), result.message());
        } else {
            LOG.warn("Health check {} is {} now: {}", result.name(), result.status(), result.message());
        }
    }
}
