package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

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
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * Brings the 15-minute documents in line with the samples: claims ranges that changed, has their documents computed and
 * written in parallel parts, and finishes the ranges. A part that fails is tried again range by range; a range that fails
 * alone is put back with its reason, retried with a growing delay, and set aside in the end. Stopped anywhere, the ranges are
 * free again when the claims end, and the same is done once more with the same outcome; any number of nodes share the work.
 */
@Component(service = RoutesBuilder.class, configurationPid = "eu.flexcoop.middleware.routes.telemetry.ingest")
@Designate(ocd = QuarterHourRoute.Config.class)
public final class QuarterHourRoute extends RouteBuilder {
    /** How often and how much. */
    @ObjectClassDefinition(name = "Flexcoop route telemetry-ingest")
    public @interface Config {
        @AttributeDefinition(description = "Pause between two searches for pending ranges, ISO-8601")
        String period() default "PT2S";

        @AttributeDefinition(min = "1", description = "Pending ranges (hours of devices) that are claimed together")
        int batch() default 500;

        @AttributeDefinition(min = "1", max = "1000", description = "Parts of a batch that are processed in parallel")
        int threads() default 2;
    }

    private static final Logger LOG = LoggerFactory.getLogger(QuarterHourRoute.class);
    /**
     * A claim that brings less than this part of a batch is the last one of a search. The samples around a range are read with it,
     * so ranges of the same device cost much less together than one by one; more of them have come when the next search begins.
     */
    private static final int FEW = 10;

    private static final String MORE = "flexcoop.more";
    private static final String PART = "direct:quarter-hours";
    private static final String RANGE_BY_RANGE = "direct:quarter-hours-range-by-range";
    private static final String RANGE = "direct:quarter-hours-range";

    private final RangeClaims claims;
    private final QuarterHours quarterHours;
    private final Duration period;
    private final int batch;
    private final int threads;

    @Activate
    public QuarterHourRoute(@Reference RangeClaims claims, @Reference QuarterHours quarterHours, Config config) {
        this(claims, quarterHours, Duration.parse(config.period()), config.batch(), config.threads());
    }

    QuarterHourRoute(RangeClaims claims, QuarterHours quarterHours, Duration period, int batch, int threads) {
        this.claims = claims;
        this.quarterHours = quarterHours;
        this.period = period;
        this.batch = batch;
        this.threads = threads;
    }

    @Override
    public void configure() {
        ExecutorService pool =
                getContext().getExecutorServiceManager().newFixedThreadPool(this, "telemetry-ingest", threads);

        // spotless:off
        from("timer:telemetry-ingest?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-ingest")
                .setProperty(MORE, constant(true))
                .loopDoWhile(exchangeProperty(MORE))
                    .process(this::claim)
                    .split(body()).parallelProcessing().executorService(pool).stopOnException()
                        .to(PART)
                    .end()
                .end();

        from(PART)
                .routeId("telemetry-ingest-part")
                .onException(UnavailableException.class)
                    .process(exchange -> release(ranges(exchange)))
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .to(RANGE_BY_RANGE)
                .end()
                .process(exchange -> update(ranges(exchange)));

        from(RANGE_BY_RANGE)
                .routeId("telemetry-ingest-range-by-range")
                .split(body())
                    .to(RANGE);

        from(RANGE)
                .routeId("telemetry-ingest-range")
                .onException(UnavailableException.class)
                    .process(exchange -> release(List.of(range(exchange))))
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .process(this::putBack)
                .end()
                .process(exchange -> update(List.of(range(exchange))));
        // spotless:on
    }

    /** Leaves the claimed ranges in parts; those of one device stay together, as they share documents. */
    private void claim(Exchange exchange) {
        List<ClaimedRange> ranges = claims.take(Stage.QUARTER_HOURS, batch);
        Map<Integer, List<ClaimedRange>> parts = ranges.stream()
                .collect(Collectors.groupingBy(
                        range -> Math.floorMod(range.device().hashCode(), threads)));
        exchange.setProperty(MORE, ranges.size() > batch / FEW);
        exchange.getMessage().setBody(List.copyOf(parts.values()));
    }

    private void update(List<ClaimedRange> ranges) {
        List<ClaimedRange> processed = quarterHours.update(ranges);
        claims.done(processed);
        if (processed.size() < ranges.size()) {
            List<ClaimedRange> overtaken = new ArrayList<>(ranges);
            overtaken.removeAll(processed);
            claims.release(overtaken);
        }
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
        LOG.warn("Range {} of device {} could not be computed", range.key(), range.device(), error);
        claims.fail(range, String.valueOf(error.getMessage()));
    }

    @SuppressWarnings("unchecked") // what claim and the splitter leave behind
    private static List<ClaimedRange> ranges(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private static ClaimedRange range(Exchange exchange) {
        return exchange.getMessage().getBody(ClaimedRange.class);
    }
}
