package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.series.api.SeriesKey;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * Writes the 15-minute documents that changed to the long-term store: claims pending ranges, reads their values, writes them,
 * removes those that a correction took away, and finishes the ranges. While the store is not reachable the ranges are given
 * back and wait. A value that is written again is the same cell; any number of nodes share the work.
 */
@Component(service = RoutesBuilder.class, configurationPid = "eu.flexcoop.middleware.routes.telemetry.longterm")
@Designate(ocd = LongTermRoute.Config.class)
public final class LongTermRoute extends RouteBuilder {
    /** How often and how much. */
    @ObjectClassDefinition(name = "Flexcoop route telemetry-longterm")
    public @interface Config {
        @AttributeDefinition(description = "Pause between two searches for changed documents, ISO-8601")
        String period() default "PT2S";

        @AttributeDefinition(description = "Pending ranges (days of devices) that are claimed together")
        int batch() default 500;
    }

    private static final Logger LOG = LoggerFactory.getLogger(LongTermRoute.class);
    private static final String RANGES = "flexcoop.ranges";
    /** A claim that brings less than this part of a batch brings few. */
    private static final int FEW = 10;

    private final RangeClaims claims;
    private final QuarterHours quarterHours;
    private final SeriesStore series;
    private final LongTermProgress progress;
    private final Duration period;
    private final int batch;

    @Activate
    public LongTermRoute(
            @Reference RangeClaims claims,
            @Reference QuarterHours quarterHours,
            @Reference SeriesStore series,
            @Reference LongTermProgress progress,
            Config config) {
        this(claims, quarterHours, series, progress, Duration.parse(config.period()), config.batch());
    }

    LongTermRoute(
            RangeClaims claims,
            QuarterHours quarterHours,
            SeriesStore series,
            LongTermProgress progress,
            Duration period,
            int batch) {
        this.claims = claims;
        this.quarterHours = quarterHours;
        this.series = series;
        this.progress = progress;
        this.period = period;
        this.batch = batch;
    }

    @Override
    public void configure() {
        onException(Exception.class).process(this::release);

        // spotless:off
        from("timer:telemetry-longterm?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-longterm")
                .process(this::claim)
                .loopDoWhile(exchange -> !ranges(exchange).isEmpty())
                    .setBody(exchange -> quarterHours.longTermValues(ranges(exchange)))
                    .process(exchange -> write(values(exchange)))
                    .process(this::finish)
                .end();
        // spotless:on
    }

    private void claim(Exchange exchange) {
        // an error while claiming must not release ranges that are finished
        exchange.removeProperty(RANGES);
        exchange.setProperty(RANGES, claims.take(Stage.LONG_TERM, batch));
    }

    /** Few ranges were the last ones of this search: their days change again before the next one, and are then read once. */
    private void finish(Exchange exchange) {
        List<ClaimedRange> finished = ranges(exchange);
        claims.done(finished);
        if (finished.size() > batch / FEW) {
            claim(exchange);
        } else {
            exchange.setProperty(RANGES, List.of());
        }
    }

    private void write(List<QuarterHourValue> values) {
        List<SeriesPoint> points = new ArrayList<>(values.size());
        List<SeriesKey> removed = new ArrayList<>();
        for (QuarterHourValue value : values) {
            if (value.value().isPresent()) {
                points.add(new SeriesPoint(
                        value.device(),
                        value.metric(),
                        value.at(),
                        SeriesValue.of(value.value().getAsDouble()),
                        value.verified()));
            } else {
                removed.add(new SeriesKey(value.device(), value.metric(), value.at()));
            }
        }
        try {
            series.write(points, removed);
        } catch (UnavailableException e) {
            progress.failed(e);
            throw e;
        }
        progress.written(values.size());
    }

    /** Without it the ranges would wait until the claims end. */
    private void release(Exchange exchange) {
        List<ClaimedRange> held = ranges(exchange);
        if (held != null) {
            try {
                claims.release(held);
            } catch (UnavailableException e) {
                LOG.debug("{} ranges stay claimed until their lease ends", held.size(), e);
            }
        }
    }

    @SuppressWarnings("unchecked") // what the claim leaves behind
    private static List<ClaimedRange> ranges(Exchange exchange) {
        return exchange.getProperty(RANGES, List.class);
    }

    @SuppressWarnings("unchecked") // what the step before leaves behind
    private static List<QuarterHourValue> values(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }
}
