package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.MongoException;
import com.mongodb.client.model.CountOptions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.Stage;

/** Says how far the routes are behind the samples. */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.telemetry.health",
        property = {"hc.name=Telemetry", "hc.tags=telemetry"})
@Designate(ocd = PendingHealth.Config.class)
public final class PendingHealth implements HealthCheck {
    /** When to worry. */
    @ObjectClassDefinition(name = "Flexcoop telemetry health")
    public @interface Config {
        @AttributeDefinition(description = "How long samples may wait for a route before health warns, ISO-8601")
        String lag() default "PT1M";
    }

    private static final int COUNT_AT_MOST = 100_000;

    private final TelemetryStore store;
    private final Duration lag;
    private final Clock clock = Clock.systemUTC();
    private final MeterRegistry metrics;
    private final List<Meter> gauges = new ArrayList<>();

    @Activate
    public PendingHealth(@Reference TelemetryStore store, @Reference MeterRegistry metrics, Config config) {
        this.store = store;
        this.metrics = metrics;
        this.lag = Duration.parse(config.lag());
        for (Stage stage : Stage.values()) {
            gauges.add(Gauge.builder("flexcoop.telemetry.pending", () -> pending(stage))
                    .description("Hours of devices that wait for a route")
                    .tags(Tags.of("stage", stage.key()))
                    .register(metrics));
        }
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            for (Stage stage : Stage.values()) {
                Optional<Duration> waits = oldest(stage);
                if (waits.isEmpty()) {
                    log.info("Nothing waits for {}", stage.key());
                } else if (waits.get().compareTo(lag) <= 0) {
                    log.info("{} is {} behind", stage.key(), waits.get());
                } else {
                    log.warn(
                            "{} is {} behind with {} ranges; route:list shows whether its route runs and"
                                    + " store:status whether its store answers",
                            stage.key(),
                            waits.get(),
                            (long) pending(stage));
                }
            }
        } catch (MongoException e) {
            log.warn("The lag of the telemetry routes is not known: {}", e.getMessage());
        }
        return new Result(log);
    }

    private Optional<Duration> oldest(Stage stage) {
        Document first = store.pending
                .find(PendingRange.waiting(stage))
                .sort(PendingRange.oldestFirst())
                .first();
        return Optional.ofNullable(first).map(document -> {
            Instant since = PendingRange.of(stage, document).since();
            return Duration.between(since, clock.instant()).truncatedTo(ChronoUnit.SECONDS);
        });
    }

    private double pending(Stage stage) {
        try {
            return store.pending.countDocuments(PendingRange.waiting(stage), new CountOptions().limit(COUNT_AT_MOST));
        } catch (MongoException e) {
            return Double.NaN;
        }
    }

    @Deactivate
    public void close() {
        gauges.forEach(metrics::remove);
    }
}
