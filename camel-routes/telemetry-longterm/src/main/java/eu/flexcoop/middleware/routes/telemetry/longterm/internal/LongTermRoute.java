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
import eu.flexcoop.middleware.telemetry.api.DocumentCopy;
import eu.flexcoop.middleware.telemetry.api.LongTermContent;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * Writes the 15-minute documents that changed to the long-term store: claims pending ranges, reads their values, writes them,
 * removes those that a correction took away, and finishes the ranges. While the store is not reachable the ranges are given
 * back and wait. A batch that fails for another reason is tried range by range; a range that fails alone is put back with its reason,
 * retried with a growing delay, and set aside in the end. A value that is written again is the same cell; any number of nodes share the work.
 */
@Component(service = RoutesBuilder.class, configurationPid = "eu.flexcoop.middleware.routes.telemetry.longterm")
@Designate(ocd = LongTermRoute.Config.class)
public final class LongTermRoute extends RouteBuilder {
    /** How often and how much. */
    @ObjectClassDefinition(name = "Flexcoop route telemetry-longterm")
    public @interface Config {
        @AttributeDefinition(description = "Pause between two searches for changed documents, ISO-8601")
        String period() default "PT2S";

        @AttributeDefinition(min = "1", description = "Pending ranges (days of devices) that are claimed together")
        int batch() default 500;
    }

    private static final Logger LOG = LoggerFactory.getLogger(LongTermRoute.class);
    private static final String MORE = "flexcoop.more";
    private static final String BATCH = "direct:long-term-batch";
    private static final String RANGE_BY_RANGE = "direct:long-term-range-by-range";
    private static final String RANGE = "direct:long-term-range";
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
        // spotless:off
        from("timer:telemetry-longterm?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-longterm")
                .setProperty(MORE, constant(true))
                .loopDoWhile(exchangeProperty(MORE))
                    .process(this::claim)
                    .to(BATCH)
                .end();

        from(BATCH)
                .routeId("telemetry-longterm-batch")
                .onException(UnavailableException.class)
                    .process(exchange -> release(ranges(exchange)))
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .to(RANGE_BY_RANGE)
                .end()
                .process(exchange -> process(ranges(exchange)));

        from(RANGE_BY_RANGE)
                .routeId("telemetry-longterm-range-by-range")
                .split(body())
                    .to(RANGE);

        from(RANGE)
                .routeId("telemetry-longterm-range")
                .onException(UnavailableException.class)
                    .process(exchange -> release(List.of(range(exchange))))
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .process(this::putBack)
                .end()
                .process(exchange -> process(List.of(range(exchange))));
        // spotless:on
    }

    /** Few ranges are the last ones of this search: their days change again before the next one, and are then read once. */
    private void claim(Exchange exchange) {
        List<ClaimedRange> ranges = claims.take(Stage.LONG_TERM, batch);
        exchange.setProperty(MORE, ranges.size() > batch / FEW);
        exchange.getMessage().setBody(ranges);
    }

    private void process(List<ClaimedRange> ranges) {
        if (!ranges.isEmpty()) {
            write(quarterHours.longTermContent(ranges));
            claims.done(ranges);
        }
    }

    private void write(LongTermContent content) {
        List<SeriesPoint> points = new ArrayList<>(content.size());
        List<SeriesKey> removed = new ArrayList<>();
        for (QuarterHourValue value : content.values()) {
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
        for (DocumentCopy copy : content.copies()) {
            points.add(new SeriesPoint(copy.device(), copy.series(), copy.at(), SeriesValue.of(copy.content()), true));
        }
        try {
            series.write(points, removed);
        } catch (UnavailableException e) {
            progress.failed(e);
            throw e;
        }
        progress.written(content.values().size());
    }

    /** Without it the ranges would wait until the claims end. */
    private void release(List<ClaimedRange> ranges) {
        try {
            claims.release(ranges);
        } catch (UnavailableException e) {
            LOG.debug("{} ranges stay claimed until their lease ends", ranges.size(), e);
        }
    }

    private void putBack(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        ClaimedRange range = range(exchange);
        LOG.warn("Range {} of device {} could not be written", range.key(), range.device(), error);
        claims.fail(range, String.valueOf(error.getMessage()));
    }

    @SuppressWarnings("unchecked") // what claim leaves behind
    private static List<ClaimedRange> ranges(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private static ClaimedRange range(Exchange exchange) {
        return exchange.getMessage().getBody(ClaimedRange.class);
    }
}
