package eu.flexcoop.middleware.routes.results.publish.internal;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ResultOutbox;
import eu.flexcoop.middleware.core.api.UnavailableException;

/** Says how the publication of results fares. Thread-safe. */
@Component(
        service = {HealthCheck.class, PublishProgress.class},
        immediate = true,
        configurationPid = PublishConfig.PID,
        property = {
            HealthCheck.NAME + "=route.results",
            HealthCheck.TAGS + "=route",
            // asks the database, so not with every request
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=10000"
        })
public final class PublishProgress implements HealthCheck {
    private final ResultOutbox outbox;
    private final Set<String> modules;
    private final Duration lag;
    private final MeterRegistry metrics;
    private final Counter published;
    private final Gauge waiting;
    private volatile String failure;

    @Activate
    public PublishProgress(@Reference ResultOutbox outbox, @Reference MeterRegistry metrics, PublishConfig config) {
        this.outbox = outbox;
        this.modules = PublishedModules.parse(config.modules());
        this.lag = Duration.parse(config.lag());
        this.metrics = metrics;
        this.published = Counter.builder("flexcoop.route.results.published")
                .description("Results of modules that the broker has confirmed, repeated ones included")
                .register(metrics);
        this.waiting = Gauge.builder("flexcoop.route.results.waiting", this::waiting)
                .description("Runs of modules whose results wait to be published")
                .register(metrics);
    }

    void published(int results) {
        published.increment(results);
        failure = null;
    }

    void failed(Throwable cause) {
        failure = String.valueOf(cause.getMessage());
    }

    private double waiting() {
        try {
            return modules.isEmpty() ? 0 : outbox.waiting(modules);
        } catch (UnavailableException e) {
            return Double.NaN;
        }
    }

    @Override
    public Result execute() {
        if (modules.isEmpty()) {
            return new Result(
                    Result.Status.OK,
                    "No module's results are published: 'modules' in etc/%s.cfg is empty".formatted(PublishConfig.PID));
        }
        try {
            Optional<Duration> oldest = outbox.oldest(modules);
            String reason = failure;
            String known = reason == null ? "" : ": " + reason;
            if (oldest.filter(age -> age.compareTo(lag) > 0).isEmpty()) {
                return reason == null
                        ? new Result(Result.Status.OK, "Results of %s are published".formatted(modules))
                        : new Result(Result.Status.WARN, "Results wait until they can be published" + known);
            }
            return new Result(
                    Result.Status.WARN,
                    "%d runs wait to be published, the oldest for %s; route:list shows whether results-publish runs%s"
                            .formatted(outbox.waiting(modules), oldest.get().truncatedTo(ChronoUnit.SECONDS), known));
        } catch (UnavailableException e) {
            return new Result(Result.Status.WARN, "What waits to be published is not known: " + e.getMessage());
        }
    }

    @Deactivate
    public void close() {
        metrics.remove(waiting);
        metrics.remove(published);
    }
}
