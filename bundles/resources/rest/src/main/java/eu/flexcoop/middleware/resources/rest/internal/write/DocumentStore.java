package eu.flexcoop.middleware.resources.rest.internal.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.UpdateResult;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.resources.rest.internal.media.FileChange;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.store.VersionHistory;

/**
 * Writes documents of the API's own collections. A change is one compare-and-set: its filter names the state that the client knows.
 * Calls return when the store has the change. Thread-safe.
 */
public final class DocumentStore {
    private static final int LARGEST_DOCUMENT = 16 << 20;

    private final OpenResources resources;
    private final DocumentSize size;

    /** @param most bytes of a document in the database */
    DocumentStore(OpenResources resources, int most) {
        this.resources = resources;
        this.size = new DocumentSize(most);
    }

    /** Values are unique only under an index. */
    void requireUniqueIndexes(OpenResource resource) {
        resources.requireUniqueIndexes(resource);
    }

    /** @throws Problem 409 if a unique value is there already, 413 if MongoDB stores no document of this size */
    static <T> T write(OpenResource resource, Supplier<T> call) {
        try {
            return MongoCalls.call(resource.writing(), call);
        } catch (DuplicateKeyException e) {
            throw Problem.conflict();
        } catch (BsonMaximumSizeExceededException e) {
            throw Problem.documentTooLarge(LARGEST_DOCUMENT);
        }
    }

    /** Whole seconds: Last-Modified and If-Modified-Since have no more. */
    static Date now() {
        return Date.from(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Stores new documents, to which it gives what all documents have.
     *
     * @param bodyBytes of the JSON that they were read from
     * @throws Problem 413 if one is too large; none is stored then
     */
    void insert(OpenResource resource, List<Document> documents, long bodyBytes) {
        requireUniqueIndexes(resource);
        stamp(resource, documents);
        if (!size.allowsAllOf(bodyBytes)) {
            documents.forEach(size::require);
        }
        FileChange files = resource.files().map(all -> all.inserting(documents)).orElse(FileChange.NONE);
        write(resource, () -> {
            if (documents.size() == 1) {
                return resource.collection().insertOne(documents.get(0));
            }
            return insertAll(resource.collection(), documents);
        });
        files.done();
    }

    private static InsertManyResult insertAll(MongoCollection<Document> collection, List<Document> documents) {
        try {
            return collection.insertMany(documents);
        } catch (MongoBulkWriteException e) {
            // of documents with one id, those before the second one stay, as with Eve
            if (e.getWriteErrors().stream().noneMatch(DocumentStore::isAboutId)) {
                collection.deleteMany(theseStates(documents));
            }
            throw e;
        }
    }

    private static boolean isAboutId(BulkWriteError error) {
        return error.getMessage().contains("index: _id_ ");
    }

    /** The ETags are new and random, so this never finds a document of somebody else that has one of the ids. */
    private static Bson theseStates(List<Document> documents) {
        return Filters.and(
                Filters.in(
                        "_id", documents.stream().map(each -> each.get("_id")).toList()),
                Filters.in(
                        DocumentFields.ETAG,
                        documents.stream()
                                .map(each -> each.get(DocumentFields.ETAG))
                                .toList()));
    }

    /** Stores new documents in a transaction. Files stay in the journal until the request is done. */
    void insertAll(ClientSession session, OpenResource resource, List<Document> documents) {
        if (!documents.isEmpty()) {
            stamp(resource, documents);
            documents.forEach(size::require);
            resource.files().ifPresent(files -> files.inserting(documents));
            resource.collection().insertMany(session, documents);
        }
    }

    /** As {@link #replace}, in a transaction. */
    void replaceAll(ClientSession session, OpenResource resource, List<Replacement> replacements) {
        if (replacements.isEmpty()) {
            return;
        }
        for (Replacement each : replacements) {
            stampChange(resource, each.stored(), each.next());
            size.require(each.next());
            UnweighedFields.keepEtag(resource.definition(), each.stored(), each.next());
        }
        resource.history()
                .ifPresent(history -> history.keep(
                        session, replacements.stream().map(Replacement::stored).toList()));
        resource.files().ifPresent(files -> replacements.forEach(each -> files.replacing(each.stored(), each.next())));
        List<ReplaceOneModel<Document>> writes = replacements.stream()
                .map(each -> new ReplaceOneModel<>(same(resource, each.stored()), each.next()))
                .toList();
        if (resource.collection().bulkWrite(session, writes).getMatchedCount() < writes.size()) {
            throw Problem.etagStale();
        }
    }

    /** Gives new documents what all documents have. */
    static void stamp(OpenResource resource, List<Document> documents) {
        Date now = now();
        boolean softDelete = resource.definition().writes().softDelete();
        boolean versioned = resource.history().isPresent();
        for (Document document : documents) {
            if (!document.containsKey("_id")) {
                document.put("_id", new ObjectId());
            }
            document.append(DocumentFields.UPDATED, now)
                    .append(DocumentFields.CREATED, now)
                    .append(DocumentFields.ETAG, Etags.next());
            if (softDelete) {
                document.append(DocumentFields.DELETED, false);
            }
            if (versioned) {
                document.append(DocumentFields.VERSION, 1).remove(DocumentFields.LATEST_VERSION);
            }
        }
    }

    /** Gives the next state of a document what all documents have. */
    static void stampChange(OpenResource resource, Document stored, Document next) {
        next.put("_id", stored.get("_id"));
        keep(DocumentFields.CREATED, stored, next);
        // whoever makes a change does not give the document to another owner
        resource.definition().access().eve().ownerField().ifPresent(owner -> keep(owner, stored, next));
        next.put(DocumentFields.UPDATED, now());
        next.put(DocumentFields.ETAG, Etags.next());
        if (resource.definition().writes().softDelete()) {
            next.put(DocumentFields.DELETED, false);
        }
        if (resource.history().isPresent()) {
            next.append(DocumentFields.VERSION, VersionHistory.number(stored) + 1)
                    .remove(DocumentFields.LATEST_VERSION);
        }
    }

    private static void keep(String field, Document stored, Document next) {
        if (stored.containsKey(field)) {
            next.put(field, stored.get(field));
        } else {
            next.remove(field);
        }
    }

    /**
     * Puts the next state, which it stamps, in the place of the stored one.
     *
     * @throws Problem 412 if the document has another state now, 413 if the next one is too large
     */
    void replace(OpenResource resource, Document stored, Document next) {
        requireUniqueIndexes(resource);
        stampChange(resource, stored, next);
        size.require(next);
        UnweighedFields.keepEtag(resource.definition(), stored, next);
        FileChange files =
                resource.files().map(all -> all.replacing(stored, next)).orElse(FileChange.NONE);
        resource.history().ifPresent(history -> history.keep(stored));
        UpdateResult result = write(resource, () -> resource.collection().replaceOne(same(resource, stored), next));
        if (result.getMatchedCount() == 0) {
            throw Problem.etagStale();
        }
        files.done();
    }

    /** Finds the document only in that state. */
    static Bson same(OpenResource resource, Document stored) {
        Document state =
                new Document("_id", stored.get("_id")).append(DocumentFields.ETAG, value(stored, DocumentFields.ETAG));
        // states that differ in these fields may have one ETag
        for (String field : resource.definition().writes().unweighed()) {
            if (field.indexOf('.') < 0) {
                state.append(field, value(stored, field));
            } else {
                String top = field.substring(0, field.indexOf('.'));
                state.append(top, value(stored, top));
            }
        }
        return state;
    }

    private static Object value(Document stored, String field) {
        return stored.containsKey(field) ? new Document("$eq", stored.get(field)) : new Document("$exists", false);
    }
}
