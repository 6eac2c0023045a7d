package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;
import eu.flexcoop.middleware.telemetry.core.internal.PendingFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

/**
 * The ranges that are set aside, of both stages. Those of samples are kept as long as their samples; those of 15-minute documents until
 * they are put back or the documents change.
 */
@Component(service = DeadLetters.class)
public final class RangeDeadLetters implements DeadLetters {
    /** Set aside and not marked since. */
    static final Bson SET_ASIDE = and(exists(PendingFields.SET_ASIDE_AT), exists(PendingFields.NOT_BEFORE, false));

    private static final List<Bson> PUT_BACK = List.of(
            new Document("$set", new Document(PendingFields.NOT_BEFORE, "$$NOW")),
            new Document(
                    "$unset",
                    List.of(
                            PendingFields.SET_ASIDE_AT,
                            PendingFields.FAILURES,
                            PendingFields.FAILED_REVISION,
                            PendingFields.ERROR)));

    private final Map<String, MongoCollection<Document>> stages;

    @Activate
    public RangeDeadLetters(@Reference TelemetryStore store) {
        this.stages = Map.of("telemetry-ingest", store.raw(), "telemetry-longterm", store.longTermPending());
    }

    @Override
    public List<String> routes() {
        return stages.keySet().stream().sorted().toList();
    }

    @Override
    public List<DeadLetter> list(String route, int most) {
        return MongoCalls.call("list what %s has set aside".formatted(route), () -> stages.get(route)
                .find(SET_ASIDE)
                .sort(ascending(PendingFields.SET_ASIDE_AT))
                .limit(most)
                .projection(include(DocumentFields.DEVICE_ID, PendingFields.PENDING))
                .map(RangeDeadLetters::deadLetter)
                .into(new ArrayList<>()));
    }

    private static DeadLetter deadLetter(Document document) {
        Document pending = document.get(PendingFields.PENDING, Document.class);
        return new DeadLetter(
                document.getString(TelemetryFields.ID),
                "device %s, %s to %s"
                        .formatted(
                                document.getString(DocumentFields.DEVICE_ID),
                                date(pending, PendingFields.FROM).toInstant(),
                                date(pending, PendingFields.TO).toInstant()),
                Optional.of(date(pending, PendingFields.SET_ASIDE_AT).toInstant()),
                "%d attempts: %s"
                        .formatted(
                                pending.get(PendingFields.inner(PendingFields.FAILURES), Number.class)
                                        .longValue(),
                                pending.getString(PendingFields.inner(PendingFields.ERROR))));
    }

    private static Date date(Document pending, String path) {
        return pending.getDate(PendingFields.inner(path));
    }

    @Override
    public long count(String route) {
        return MongoCalls.call("count what %s has set aside".formatted(route), () -> stages.get(route)
                .countDocuments(SET_ASIDE));
    }

    @Override
    public long retry(String route, Collection<String> ids) {
        return putBack(route, and(in(TelemetryFields.ID, ids), SET_ASIDE));
    }

    @Override
    public long retryAll(String route) {
        return putBack(route, SET_ASIDE);
    }

    private long putBack(String route, Bson which) {
        return MongoCalls.call(
                "put back what %s has set aside".formatted(route),
                () -> stages.get(route).updateMany(which, PUT_BACK).getModifiedCount());
    }
}
