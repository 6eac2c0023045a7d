package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/** Notes which runs have stored results, whether or not somebody publishes them. Thread-safe. */
@Component(service = ResultRuns.class)
public final class ResultRuns {
    /** A run that has not ended by then has lost its node, or its results are published once more at its end. */
    private static final Duration LOST_AFTER = Duration.ofHours(1);
    /** What nobody publishes is not kept longer; the results themselves are. */
    private static final Retention RETENTION = Retention.of(OutboxFields.CREATED, Duration.ofDays(7));

    private final MongoCollection<Document> runs;

    @Activate
    public ResultRuns(@Reference MongoCollections mongo) {
        this.runs = mongo.open(
                OutboxFields.COLLECTION,
                RETENTION,
                new IndexModel(
                        Indexes.ascending(OutboxFields.MODULE, OutboxFields.NOT_BEFORE),
                        new IndexOptions().name("waiting")),
                new IndexModel(
                        Indexes.ascending(OutboxFields.SET_ASIDE_AT),
                        new IndexOptions()
                                .name("set_aside")
                                .partialFilterExpression(Filters.exists(OutboxFields.SET_ASIDE_AT))));
    }

    MongoCollection<Document> documents() {
        return runs;
    }

    /** Before the first result of a run is stored, so that a run whose node dies is not forgotten. */
    public void begin(String module, String task) {
        mark(module, task, new Document("$add", List.of("$$NOW", LOST_AFTER.toMillis())));
    }

    /** After the last result was stored. */
    public void end(String module, String task) {
        mark(module, task, "$$NOW");
    }

    /** The position starts anew, as a repeated run stores results again in front of it. Whoever holds a claim loses it. */
    private void mark(String module, String task, Object notBefore) {
        Document waiting = new Document(OutboxFields.MODULE, new Document("$literal", module))
                .append(OutboxFields.TASK, new Document("$literal", task))
                .append(OutboxFields.CREATED, new Document("$ifNull", List.of("$" + OutboxFields.CREATED, "$$NOW")))
                .append(OutboxFields.NOT_BEFORE, notBefore);
        List<Document> update = List.of(
                new Document("$set", waiting),
                new Document(
                        "$unset",
                        List.of(
                                OutboxFields.POSITION,
                                OutboxFields.CLAIMED_BY,
                                OutboxFields.CLAIMED_UNTIL,
                                OutboxFields.FAILURES,
                                OutboxFields.ERROR,
                                OutboxFields.SET_ASIDE_AT)));
        MongoCalls.call(
                "note that module %s stores results".formatted(module),
                () -> runs.updateOne(
                        Filters.eq(OutboxFields.ID, OutboxFields.id(module, task)),
                        update,
                        new UpdateOptions().upsert(true)));
    }
}
