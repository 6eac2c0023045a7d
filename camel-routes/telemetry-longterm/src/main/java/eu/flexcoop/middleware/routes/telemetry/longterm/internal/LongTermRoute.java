package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.hbase.HBaseComponent;
import org.apache.camel.component.hbase.model.HBaseData;
import org.apache.camel.component.hbase.model.HBaseRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;

/**
 * Writes the 15-minute documents that changed to HBase. It claims pending ranges of its own stage; a range is finished only
 * when its rows are in HBase, so the route waits while HBase is away and goes on by itself. A row that is written again is the
 * same row.
 */
@Component(service = RoutesBuilder.class, configurationPid = "eu.flexcoop.middleware.routes.telemetry.longterm")
@Designate(ocd = LongTermRoute.Config.class)
public final class LongTermRoute extends RouteBuilder {
    /** How often and how much. */
    @ObjectClassDefinition(name = "Flexcoop route telemetry-longterm")
    public @interface Config {
        @AttributeDefinition(description = "Pause between two looks for changed documents, ISO-8601")
        String period() default "PT0.5S";

        @AttributeDefinition(description = "Pending ranges (hours of devices) that are worked off together")
        int batch() default 500;
    }

    private static final String RANGES = "flexcoop.ranges";
    private static final String PUT_ROWS = "direct:long-term-rows";
    private static final ClassLoader HERE = LongTermRoute.class.getClassLoader();
    /** Rows of one put: large enough for one call per region server, small enough for the client's buffers. */
    private static final int ROWS_PER_PUT = 5_000;

    private final RangeClaims claims;
    private final QuarterHours quarterHours;
    private final HadoopRuntime hadoop;
    private final LongTermProgress progress;
    private final Duration period;
    private final int batch;

    @Activate
    public LongTermRoute(
            @Reference RangeClaims claims,
            @Reference QuarterHours quarterHours,
            @Reference HadoopRuntime hadoop,
            @Reference LongTermProgress progress,
            Config config) {
        this(claims, quarterHours, hadoop, progress, Duration.parse(config.period()), config.batch());
    }

    LongTermRoute(
            RangeClaims claims,
            QuarterHours quarterHours,
            HadoopRuntime hadoop,
            LongTermProgress progress,
            Duration period,
            int batch) {
        this.claims = claims;
        this.quarterHours = quarterHours;
        this.hadoop = hadoop;
        this.progress = progress;
        this.period = period;
        this.batch = batch;
    }

    @Override
    public void configure() throws Exception {
        connectToHBase(getContext());
        ProducerTemplate rows = getContext().createProducerTemplate();
        getContext().addService(rows);

        onException(Exception.class).process(this::release);

        // spotless:off
        from("timer:telemetry-longterm?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-longterm")
                .setProperty(RANGES, () -> claims.take(Stage.LONG_TERM, batch))
                .loopDoWhile(exchange -> !ranges(exchange).isEmpty())
                    .setBody(exchange -> quarterHours.longTermValues(ranges(exchange)))
                    .process(exchange -> put(rows, QuarterHourRows.of(values(exchange))))
                    .process(exchange -> claims.done(ranges(exchange)))
                    .setProperty(RANGES, () -> claims.take(Stage.LONG_TERM, batch))
                .end();

        from(PUT_ROWS).routeId("telemetry-longterm-rows")
                .to("hbase:" + SeriesRows.TABLE + "?operation=CamelHBasePut&mappingStrategyName=body");
        // spotless:on
    }

    /** Without it the ranges would wait until the claims end. */
    private void release(Exchange exchange) {
        List<ClaimedRange> held = ranges(exchange);
        if (held != null) {
            claims.release(held);
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

    /** Within Hadoop's class loader; HBase need not be there yet, the connection finds it when it comes. */
    private void connectToHBase(CamelContext camel) throws Exception {
        HBaseComponent hbase = new HBaseComponent(camel);
        hbase.setConfiguration(hadoop.hbaseConfiguration(HERE));
        hadoop.call(HERE, () -> {
            hbase.start();
            return null;
        });
        camel.addComponent("hbase", hbase);
    }

    private void put(ProducerTemplate template, List<HBaseRow> rows) throws Exception {
        try {
            for (int from = 0; from < rows.size(); from += ROWS_PER_PUT) {
                HBaseData part = new HBaseData(rows.subList(from, Math.min(rows.size(), from + ROWS_PER_PUT)));
                hadoop.call(HERE, () -> {
                    template.sendBody(PUT_ROWS, part);
                    return null;
                });
                progress.written(part.getRows().size());
            }
        } catch (CamelExecutionException e) {
            progress.failed(e.getCause());
            throw e;
        }
    }
}
