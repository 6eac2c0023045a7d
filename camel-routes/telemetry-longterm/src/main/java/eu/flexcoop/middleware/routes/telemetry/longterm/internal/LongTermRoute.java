package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Duration;

import com.mongodb.client.MongoClient;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.hbase.HBaseComponent;
import org.apache.camel.component.hbase.model.HBaseData;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourWrites;

/**
 * Writes the 15-minute documents that changed to HBase. Its watermark are pending ranges of its own; a range is removed only
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

    private static final String CONNECTION = "mongo";
    private static final String PUT_ROWS = "direct:long-term-rows";
    private static final ClassLoader HERE = LongTermRoute.class.getClassLoader();

    private final MongoClient mongo;
    private final String database;
    private final HadoopRuntime hadoop;
    private final LongTermProgress progress;
    private final Duration period;
    private final int batch;

    @Activate
    public LongTermRoute(
            @Reference MongoClient mongo,
            @Reference MongoCollections collections,
            @Reference HadoopRuntime hadoop,
            @Reference LongTermProgress progress,
            Config config) {
        this(
                mongo,
                collections.database().getName(),
                hadoop,
                progress,
                Duration.parse(config.period()),
                config.batch());
    }

    LongTermRoute(
            MongoClient mongo,
            String database,
            HadoopRuntime hadoop,
            LongTermProgress progress,
            Duration period,
            int batch) {
        this.mongo = mongo;
        this.database = database;
        this.hadoop = hadoop;
        this.progress = progress;
        this.period = period;
        this.batch = batch;
    }

    @Override
    public void configure() throws Exception {
        getContext().getRegistry().bind(CONNECTION, MongoClient.class, mongo);
        connectToHBase(getContext());
        ProducerTemplate rows = getContext().createProducerTemplate();
        getContext().addService(rows);
        String writePending = mongo(PendingRange.COLLECTION, "bulkWrite");

        // spotless:off
        from("timer:telemetry-longterm?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-longterm")
                .process(exchange -> exchange.setProperty(LongTermBatch.PROPERTY, new LongTermBatch(batch)))
                .loopDoWhile(exchange -> of(exchange).mayFindMore())
                    .process(exchange -> of(exchange).askForRanges(exchange.getMessage()))
                    .to(mongo(PendingRange.COLLECTION, "findAll"))
                    .process(exchange -> of(exchange).rangesFound(exchange.getMessage()))
                    .filter(exchange -> of(exchange).hasRanges())
                        .process(exchange -> of(exchange).askForDocuments(exchange.getMessage()))
                        .to(mongo(QuarterHourWrites.METER, "findAll"))
                        .process(exchange -> of(exchange).documentsFound(exchange.getMessage()))
                        .to(mongo(QuarterHourWrites.INDOOR_SENSING, "findAll"))
                        .process(exchange -> of(exchange).documentsFound(exchange.getMessage()))
                        .to(mongo(QuarterHourWrites.OCCUPANCY, "findAll"))
                        .process(exchange -> of(exchange).documentsFound(exchange.getMessage()))
                        .process(exchange -> put(rows, of(exchange)))
                        .process(exchange -> of(exchange).finish(exchange.getMessage()))
                        .to(writePending)
                        .filter(exchange -> of(exchange).sharedWithOthers(exchange.getMessage()))
                            .process(exchange -> of(exchange).repeat(exchange.getMessage()))
                            .to(writePending)
                        .end()
                    .end()
                .end();

        from(PUT_ROWS).routeId("telemetry-longterm-rows")
                .to("hbase:" + SeriesRows.TABLE + "?operation=CamelHBasePut&mappingStrategyName=body");
        // spotless:on
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

    private void put(ProducerTemplate rows, LongTermBatch work) throws Exception {
        try {
            for (HBaseData part : work.rows()) {
                hadoop.call(HERE, () -> {
                    rows.sendBody(PUT_ROWS, part);
                    return null;
                });
                progress.written(part.getRows().size());
            }
        } catch (CamelExecutionException e) {
            progress.failed(e.getCause());
            throw e;
        }
    }

    private String mongo(String collection, String operation) {
        return "mongodb:%s?database=%s&collection=%s&operation=%s"
                .formatted(CONNECTION, database, collection, operation);
    }

    private static LongTermBatch of(Exchange exchange) {
        return exchange.getProperty(LongTermBatch.PROPERTY, LongTermBatch.class);
    }
}
