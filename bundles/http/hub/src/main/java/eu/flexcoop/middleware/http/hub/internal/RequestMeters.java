package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Times the requests of one endpoint by method and status; a timer is looked up in the registry only once. */
final class RequestMeters {
    /** Upper bounds of the buckets: few, as each kind of request has all of them. */
    private static final Duration[] BUCKETS = Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String address;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String method, int status, String operation) {}

    RequestMeters(MeterRegistry registry, String address) {
        this.registry = registry;
        this.address = address;
    }

    /** @param operation one of few constants of the endpoint, or empty */
    void record(String method, int status, String operation, long nanos) {
        timers.computeIfAbsent(new Kind(known(method), status, operation), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Callers may invent methods; meters must not grow with them. */
    private static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "OTHER";
        };
    }

    private Timer timer(Kind kind) {
        return Timer.builder("flexcoop.http.requests")
                .description("Requests by address, method, status and operation")
                .tag("address", address)
                .tag("method", kind.method())
                .tag("status", Integer.toString(kind.status()))
                .tag("operation", kind.operation())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
