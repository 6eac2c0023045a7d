package eu.flexcoop.middleware.analytics.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.ascending;

/** Runs whose results could not be published; kept as long as the outbox keeps runs. */
@Component(service = DeadLetters.class)
public final class OutboxDeadLetters implements DeadLetters {
    private static final String ROUTE = "results-publish";
    private static final Bson SET_ASIDE = exists(OutboxFields.SET_ASIDE_AT);
    private static final List<Bson> PUT_BACK = List.of(
            new Document("$set", new Document(OutboxFields.NOT_BEFORE, "$$NOW")),
            new Document("$unset", List.of(OutboxFields.SET_ASIDE_AT, OutboxFields.FAILURES, OutboxFields.ERROR)));

    private final MongoCollection<Document> runs;

    @Activate
    public OutboxDeadLetters(@Reference ResultRuns runs) {
        this.runs = runs.documents();
    }

    @Override
    public List<String> routes() {
        return List.of(ROUTE);
    }

    @Override
    public List<DeadLetter> list(String route, int most) {
        return MongoCalls.call("list what %s has set aside".formatted(route), () -> runs.find(SET_ASIDE)
                .sort(ascending(OutboxFields.SET_ASIDE_AT))
                .limit(most)
                .map(run -> new DeadLetter(
                        run.getString(OutboxFields.ID),
                        "results of module %s, task %s"
                                .formatted(run.getString(OutboxFields.MODULE), run.getString(OutboxFields.TASK)),
                        Optional.ofNullable(run.getDate(OutboxFields.SET_ASIDE_AT))
                                .map(Date::toInstant),
                        "%s attempts: %s".formatted(run.get(OutboxFields.FAILURES), run.getString(OutboxFields.ERROR))))
                .into(new ArrayList<>()));
    }

    @Override
    public long count(String route) {
        return MongoCalls.call("count what %s has set aside".formatted(route), () -> runs.countDocuments(SET_ASIDE));
    }

    @Override
    public long retry(String route, Collection<String> ids) {
        return putBack(and(in(OutboxFields.ID, ids), SET_ASIDE));
    }

    @Override
    public long retryAll(String route) {
        return putBack(SET_ASIDE);
    }

    private long putBack(Bson which) {
        return MongoCalls.call("put back what %s has set aside".formatted(ROUTE), () -> runs.updateMany(which, PUT_BACK)
                .getModifiedCount());
    }
}
