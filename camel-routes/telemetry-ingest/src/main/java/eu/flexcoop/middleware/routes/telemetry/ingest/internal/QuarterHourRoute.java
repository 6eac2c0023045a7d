package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoClient;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.ObjectHelper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;
import eu.flexcoop.middleware.telemetry.api.QuarterHourWrites;

/**
 * Brings the 15-minute documents in line with the raw samples. Its watermark are the pending ranges: it reads the oldest,
 * then the samples, writes the documents, hands the ranges on to the long-term route and only then removes them. Stopped
 * anywhere in between it does the same again, with the same outcome; several nodes may run it at once.
 */
@Component(service = RoutesBuilder.class, configurationPid = "eu.flexcoop.middleware.routes.telemetry.ingest")
@Designate(ocd = QuarterHourRoute.Config.class)
public final class QuarterHourRoute extends RouteBuilder {
    /** How often and how much. */
    @ObjectClassDefinition(name = "Flexcoop route telemetry-ingest")
    public @interface Config {
        @AttributeDefinition(description = "Pause between two looks for new samples, ISO-8601")
        String period() default "PT0.25S";

        @AttributeDefinition(description = "Pending ranges (hours of devices) that are worked off together")
        int batch() default 500;
    }

    private static final String CONNECTION = "mongo";
    private static final int DUPLICATE_KEY = 11000;

    private final MongoClient mongo;
    private final String database;
    private final QuarterHourDocuments documents;
    private final Duration period;
    private final int batch;

    @Activate
    public QuarterHourRoute(
            @Reference MongoClient mongo,
            @Reference MongoCollections collections,
            @Reference QuarterHourDocuments documents,
            Config config) {
        this(mongo, collections.database().getName(), documents, Duration.parse(config.period()), config.batch());
    }

    QuarterHourRoute(MongoClient mongo, String database, QuarterHourDocuments documents, Duration period, int batch) {
        this.mongo = mongo;
        this.database = database;
        this.documents = documents;
        this.period = period;
        this.batch = batch;
    }

    @Override
    public void configure() {
        getContext().getRegistry().bind(CONNECTION, MongoClient.class, mongo);
        String readRaw = mongo(QuarterHourDocuments.RAW, "findAll");
        // which collection it is says a header
        String writeDocuments = mongo(QuarterHourWrites.METER, "bulkWrite") + "&dynamicity=true";
        String writePending = mongo(PendingRange.COLLECTION, "bulkWrite");

        // two nodes that make the same document or mark at once can meet; written again, it is there and updated
        onException(MongoBulkWriteException.class)
                .onWhen(exchange -> metAnotherNode(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)))
                .maximumRedeliveries(5)
                .redeliveryDelay(0)
                .logRetryAttempted(false);

        // spotless:off
        from("timer:telemetry-ingest?includeMetadata=false&period=" + period.toMillis())
                .routeId("telemetry-ingest")
                .process(exchange -> exchange.setProperty(QuarterHourBatch.PROPERTY, new QuarterHourBatch(documents, batch)))
                .loopDoWhile(exchange -> of(exchange).mayFindMore())
                    .process(exchange -> of(exchange).askForRanges(exchange.getMessage()))
                    .to(mongo(PendingRange.COLLECTION, "findAll"))
                    .process(exchange -> of(exchange).rangesFound(exchange.getMessage()))
                    .filter(exchange -> of(exchange).hasRanges())
                        .process(exchange -> of(exchange).askForEnergy(exchange.getMessage()))
                        .to(readRaw)
                        .process(exchange -> of(exchange).energyFound(exchange.getMessage()))
                        .process(exchange -> of(exchange).askForOthers(exchange.getMessage()))
                        .to(readRaw)
                        .process(exchange -> of(exchange).othersFound(exchange.getMessage()))
                        .loopDoWhile(exchange -> of(exchange).hasDocuments())
                            .process(exchange -> of(exchange).writeDocuments(exchange.getMessage()))
                            .to(writeDocuments)
                        .end()
                        .process(exchange -> of(exchange).handOn(exchange.getMessage()))
                        .to(writePending)
                        .process(exchange -> of(exchange).finish(exchange.getMessage()))
                        .to(writePending)
                    .end()
                .end();
        // spotless:on
    }

    private static boolean metAnotherNode(Throwable error) {
        MongoBulkWriteException bulk = ObjectHelper.getException(MongoBulkWriteException.class, error);
        return bulk != null
                && bulk.getWriteConcernError() == null
                && bulk.getWriteErrors().stream().allMatch(each -> each.getCode() == DUPLICATE_KEY);
    }

    private String mongo(String collection, String operation) {
        return "mongodb:%s?database=%s&collection=%s&operation=%s"
                .formatted(CONNECTION, database, collection, operation);
    }

    private static QuarterHourBatch of(Exchange exchange) {
        return exchange.getProperty(QuarterHourBatch.PROPERTY, QuarterHourBatch.class);
    }
}
