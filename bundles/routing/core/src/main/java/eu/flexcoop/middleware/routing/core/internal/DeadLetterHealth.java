package eu.flexcoop.middleware.routing.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.spi.DeadLetters;

/** Counts what the routes have set aside, as metric {@code flexcoop.route.dead_letters}, and warns where that is anything. */
@Component(
        service = HealthCheck.class,
        immediate = true,
        property = {
            HealthCheck.NAME + "=route.deadletters",
            HealthCheck.TAGS + "=route",
            // asks databases and brokers, so not with every request
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=10000"
        })
public final class DeadLetterHealth implements HealthCheck {
    private final MeterRegistry metrics;
    private final Map<DeadLetters, List<Meter>> sources = new ConcurrentHashMap<>();

    @Activate
    public DeadLetterHealth(@Reference MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(DeadLetters source) {
        List<Meter> gauges = new ArrayList<>();
        for (String route : source.routes()) {
            gauges.add(Gauge.builder("flexcoop.route.dead_letters", () -> count(source, route))
                    .description("Work that the route has set aside")
                    .tag("route", route)
                    .register(metrics));
        }
        sources.put(source, gauges);
    }

    void removeSource(DeadLetters source) {
        sources.remove(source).forEach(metrics::remove);
    }

    private static double count(DeadLetters source, String route) {
        try {
            return source.count(route);
        } catch (MiddlewareException e) {
            return Double.NaN;
        }
    }

    @Override
    public Result execute() {
        if (sources.isEmpty()) {
            return new Result(Result.Status.OK, "No route of this node sets work aside");
        }
        FormattingResultLog log = new FormattingResultLog();
        Set<String> clean = new TreeSet<>();
        sources.keySet().forEach(source -> source.routes().forEach(route -> report(source, route, clean, log)));
        if (!clean.isEmpty()) {
            log.info("Nothing is set aside by {}", String.join(", ", clean));
        }
        return new Result(log);
    }

    /** @param clean gets the route if it has set nothing aside */
    private static void report(DeadLetters source, String route, Set<String> clean, FormattingResultLog log) {
        try {
            long count = source.count(route);
            if (count == 0) {
                clean.add(route);
                return;
            }
            String reason = source.list(route, 1).stream()
                    .map(letter -> letter.id() + ": " + letter.reason())
                    .findFirst()
                    .orElse("");
            log.warn(
                    "{} has set {} aside, which route:dead-letter-list shows and route:retry puts back; {}",
                    route,
                    count,
                    reason);
        } catch (UnavailableException e) {
            log.warn("What {} has set aside is not known: {}", route, e.getMessage());
        }
    }

    @Deactivate
    public void close() {
        sources.values().forEach(gauges -> gauges.forEach(metrics::remove));
    }
}
