package eu.flexcoop.middleware.resources.rest.internal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.resources.api.IndexDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Versions;

/**
 * The earlier states of the documents of one collection, in the collection {@code <name>_versions} in Eve's form. A state is copied there
 * before the document gets the next one, so that a copy is always of a state that was stored. The latest state is in the document alone:
 * of the copies, those with a lower version than the document's count, whatever an interrupted write has left. Retention: all copies as
 * long as the document, or as many of it as {@code versions_kept} says. Thread-safe.
 */
public final class VersionHistory {
    private static final String DOCUMENT = "_id_document";

    private final MongoCollection<Document> states;
    private final Set<String> unversioned;
    private final OptionalInt kept;

    VersionHistory(MongoCollection<Document> states, Versions versions) {
        this.states = states;
        this.unversioned = versions.unversioned();
        this.kept = versions.kept();
    }

    /** Where the history of a collection is. */
    static String collection(String documents) {
        return documents + "_versions";
    }

    /** Makes concurrent copies of one state the same copy. */
    static IndexDefinition index() {
        return new IndexDefinition(
                DOCUMENT + "_version",
                new Document(DOCUMENT, 1).append(DocumentFields.VERSION, 1),
                new Document("unique", true));
    }

    /** The version of a document; those that are older than the versioning of their resource are at their first. */
    public static int number(Document document) {
        return document.get(DocumentFields.VERSION) instanceof Number number ? number.intValue() : 1;
    }

    /** Copies a state that was read from the store; any number of times. */
    public void keep(Document stored) {
        MongoCalls.bulkUpsert(states, writes(stored));
    }

    /** As {@link #keep}, in a transaction. */
    public void keep(ClientSession session, List<Document> stored) {
        if (!stored.isEmpty()) {
            states.bulkWrite(
                    session,
                    stored.stream().flatMap(each -> writes(each).stream()).toList());
        }
    }

    /** The copy and, where only some states are kept, the removal of older ones; both are found by the unique index. */
    private List<WriteModel<Document>> writes(Document stored) {
        int oldest = number(stored) - kept.orElse(Integer.MAX_VALUE) + 1;
        return oldest <= 1
                ? List.of(copy(stored))
                : List.of(
                        copy(stored),
                        new DeleteManyModel<>(Filters.and(
                                Filters.eq(DOCUMENT, stored.get("_id")), Filters.lt(DocumentFields.VERSION, oldest))));
    }

    /** The condition for documents of which the history has, or the collection is at, a version. */
    public Document reached(int version) {
        Document numbers = new Document();
        if (version > 1) {
            numbers.append("$gte", version);
        }
        if (kept.isPresent()) {
            // documents that are older than the versioning have no number
            numbers.append("$not", new Document("$gt", (long) version + kept.getAsInt()));
        }
        return numbers.isEmpty() ? numbers : new Document(DocumentFields.VERSION, numbers);
    }

    private ReplaceOneModel<Document> copy(Document stored) {
        Document state = new Document(stored);
        state.keySet().removeAll(unversioned);
        state.remove("_id");
        state.remove(DocumentFields.CREATED);
        Object id = stored.get("_id");
        int version = number(stored);
        state.append(DOCUMENT, id).append(DocumentFields.VERSION, version);
        return new ReplaceOneModel<>(
                Filters.and(Filters.eq(DOCUMENT, id), Filters.eq(DocumentFields.VERSION, version)),
                state,
                new ReplaceOptions().upsert(true));
    }

    /** Removes the history of documents that are gone. */
    public void forget(Collection<?> ids) {
        MongoCalls.call("remove old versions", () -> states.deleteMany(Filters.in(DOCUMENT, ids)));
    }

    /** As {@link #forget(Collection)}, in a transaction. */
    public void forget(ClientSession session, Collection<?> ids) {
        states.deleteMany(session, Filters.in(DOCUMENT, ids));
    }

    /**
     * Runs an aggregation over whole states of one document, as they were; the fields that are not versioned are as in the latest one.
     *
     * @param latest the document as it is now; one of the states
     * @param version the number of the state, or 0 for all states
     * @param stages what follows
     */
    public MongoCursor<RawBsonDocument> states(
            Document latest, int version, List<? extends Bson> stages, Duration timeout) {
        int now = number(latest);
        List<Bson> all = new ArrayList<>();
        Bson wanted = version > 0
                ? Filters.and(Filters.eq(DocumentFields.VERSION, version), Filters.lt(DocumentFields.VERSION, now))
                : Filters.lt(DocumentFields.VERSION, now);
        all.add(new Document("$match", Filters.and(Filters.eq(DOCUMENT, latest.get("_id")), wanted)));
        all.add(new Document("$set", unchanging(latest)));
        all.add(new Document("$unset", DOCUMENT));
        if (version == 0 || version == now) {
            Document numbered = new Document(latest).append(DocumentFields.VERSION, now);
            Document documents = new Document("$documents", new Document("$literal", List.of(numbered)));
            all.add(new Document("$unionWith", new Document("pipeline", List.of(documents))));
        }
        all.addAll(stages);
        return states.withDocumentClass(RawBsonDocument.class)
                .aggregate(all)
                .allowDiskUse(true)
                .maxTime(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .iterator();
    }

    private Document unchanging(Document latest) {
        Document fields = new Document("_id", literal(latest.get("_id")));
        if (latest.containsKey(DocumentFields.CREATED)) {
            fields.append(DocumentFields.CREATED, literal(latest.get(DocumentFields.CREATED)));
        }
        for (String field : unversioned) {
            if (latest.containsKey(field)) {
                fields.append(field, literal(latest.get(field)));
            }
        }
        return fields;
    }

    /** Texts of clients that begin with a dollar are no expressions. */
    private static Document literal(Object value) {
        return new Document("$literal", value);
    }
}
