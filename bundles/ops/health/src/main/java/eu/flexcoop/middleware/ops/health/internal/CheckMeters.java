package eu.flexcoop.middleware.ops.health.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/**
 * The status of each health check and how long it took as meters. Felix's monitor runs all checks at intervals and sends the events, so
 * that a scrape runs none. The checks of the stores make a round trip to them: their time is the latency of the store. Thread-safe.
 */
@Component(property = EventConstants.EVENT_TOPIC + "=org/apache/felix/health/name/*")
public final class CheckMeters implements EventHandler {
    private final MeterRegistry meters;
    private final Map<String, Check> checks = new ConcurrentHashMap<>();

    private record Check(AtomicInteger status, Timer time) {}

    @Activate
    public CheckMeters(@Reference MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handleEvent(Event event) {
        if (!(event.getProperty("executionResult") instanceof HealthCheckExecutionResult executed)) {
            return;
        }
        ExplainedResult result = ExplainedResult.of(executed);
        Check check = checks.computeIfAbsent(result.name(), this::check);
        check.status().set(severity(result.status()));
        check.time().record(result.tookMillis(), TimeUnit.MILLISECONDS);
    }

    private Check check(String name) {
        AtomicInteger status = new AtomicInteger();
        Gauge.builder("flexcoop.health.status", status, AtomicInteger::get)
                .description(
                        "Status of a health check: 0 OK, 1 warning, 2 temporarily unavailable, 3 critical or failed")
                .tag("check", name)
                .register(meters);
        Timer time = Timer.builder("flexcoop.health.check")
                .description("Time that a health check took, for stores a round trip")
                .tag("check", name)
                .register(meters);
        return new Check(status, time);
    }

    private static int severity(Result.Status status) {
        return switch (status) {
            case OK -> 0;
            case WARN -> 1;
            case TEMPORARILY_UNAVAILABLE -> 2;
            case CRITICAL, HEALTH_CHECK_ERROR -> 3;
        };
    }
}
