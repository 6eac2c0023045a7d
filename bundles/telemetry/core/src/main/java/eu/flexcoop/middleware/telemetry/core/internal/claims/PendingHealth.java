package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.telemetry.api.Stage;

/** Reports how far the routes are behind the samples. */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.telemetry.health",
        property = {
            HealthCheck.NAME + "=telemetry.pending",
            HealthCheck.TAGS + "=telemetry",
            // counts documents, so not with every request
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=10000"
        })
@Designate(ocd = PendingHealth.Config.class)
public final class PendingHealth implements HealthCheck {
    /** When the check warns. */
    @ObjectClassDefinition(name = "Flexcoop telemetry health")
    public @interface Config {
        @AttributeDefinition(description = "Time that a due range may wait for a route before health warns, ISO-8601")
        String lag() default "PT1M";
    }

    private static final int COUNT_AT_MOST = 10_000;

    private final StoredRangeClaims claims;
    private final Duration lag;
    private final MeterRegistry metrics;
    private final List<Meter> gauges = new ArrayList<>();

    @Activate
    public PendingHealth(@Reference StoredRangeClaims claims, @Reference MeterRegistry metrics, Config config) {
        this.claims = claims;
        this.metrics = metrics;
        this.lag = Duration.parse(config.lag());
        for (Stage stage : Stage.values()) {
            gauges.add(Gauge.builder("flexcoop.telemetry.pending", () -> pending(stage))
                    .description("Ranges (hours or days of devices) that are due for a route")
                    .tags(Tags.of("stage", stage.key()))
                    .register(metrics));
            gauges.add(Gauge.builder("flexcoop.telemetry.lag", () -> lagSeconds(stage))
                    .description(
                            "How long the range that has been due the longest has waited for its route; 0 if none waits")
                    .baseUnit("seconds")
                    .tags(Tags.of("stage", stage.key()))
                    .register(metrics));
        }
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            for (Stage stage : Stage.values()) {
                report(stage, log);
            }
        } catch (UnavailableException e) {
            log.warn("The lag of the telemetry routes is not known: {}", e.getMessage());
        }
        return new Result(log);
    }

    private void report(Stage stage, FormattingResultLog log) {
        Optional<Duration> waits = claims.oldest(stage);
        if (waits.isEmpty()) {
            log.info("No range waits for {}", stage.key());
        } else if (waits.get().compareTo(lag) <= 0) {
            log.info("{} is {} behind", stage.key(), waits.get());
        } else {
            log.warn(
                    "{} is {} behind with {} ranges; route:list shows whether its route runs and"
                            + " store:status whether its store answers",
                    stage.key(),
                    waits.get(),
                    claims.waiting(stage, COUNT_AT_MOST));
        }
        claims.failure(stage)
                .ifPresent(failure -> log.warn("Ranges of {} cannot be processed: {}", stage.key(), failure));
    }

    private double pending(Stage stage) {
        try {
            return claims.waiting(stage, COUNT_AT_MOST);
        } catch (UnavailableException e) {
            return Double.NaN;
        }
    }

    private double lagSeconds(Stage stage) {
        try {
            return claims.oldest(stage).map(Duration::toSeconds).orElse(0L);
        } catch (UnavailableException e) {
            return Double.NaN;
        }
    }

    @Deactivate
    public void close() {
        gauges.forEach(metrics::remove);
    }
}
