package eu.flexcoop.middleware.routing.core.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the exchanges of routes and logs when a route begins to fail and when it recovers. Thread-safe. */
final class RouteCounts {
    private static final Logger LOG = LoggerFactory.getLogger(RouteCounts.class);

    private final MeterRegistry metrics;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    RouteCounts(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** The one count of a route, kept while the route comes and goes. */
    Count of(String bundle, String routeId) {
        return counts.computeIfAbsent(
                bundle + ' ' + routeId,
                any -> new Count(routeId, counter(routeId, "done"), counter(routeId, "failed")));
    }

    private Counter counter(String routeId, String outcome) {
        return Counter.builder("flexcoop.route.exchanges")
                .description("Exchanges of Camel routes")
                .tag("route", routeId)
                .tag("outcome", outcome)
                .register(metrics);
    }

    void close() {
        counts.values().forEach(count -> {
            metrics.remove(count.done);
            metrics.remove(count.failed);
        });
    }

    /** What became of the exchanges of one route. */
    static final class Count extends RoutePolicySupport {
        private final String routeId;
        private final Counter done;
        private final Counter failed;
        private volatile String lastError;

        Count(String routeId, Counter done, Counter failed) {
            this.routeId = routeId;
            this.done = done;
            this.failed = failed;
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            Throwable error = exchange.getException();
            if (error == null) {
                error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            }
            if (!exchange.isFailed() || error == null) {
                done.increment();
                succeeded();
            } else {
                failed.increment();
                failed(error);
            }
        }

        private void succeeded() {
            if (lastError != null) {
                lastError = null;
                LOG.info("Route {} works again", routeId);
            }
        }

        private void failed(Throwable error) {
            String text = error.getClass().getSimpleName() + ": " + error.getMessage();
            if (lastError == null) {
                LOG.warn("Route {} failed, it tries again: {}", routeId, text);
                LOG.debug("Route {} failed", routeId, error);
            } else {
                LOG.debug("Route {} fails still", routeId, error);
            }
            lastError = text;
        }

        long done() {
            return (long) done.count();
        }

        long failed() {
            return (long) failed.count();
        }

        Optional<String> lastError() {
            return Optional.ofNullable(lastError);
        }
    }
}
