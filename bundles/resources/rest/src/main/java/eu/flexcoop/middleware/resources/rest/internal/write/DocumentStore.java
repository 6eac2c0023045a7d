package eu.flexcoop.middleware.resources.rest.internal.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

import com.mongodb.client.result.UpdateResult;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
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

    DocumentStore(OpenResources resources) {
        this.resources = resources;
    }

    /** Values are unique only under an index. */
    void requireUniqueIndexes(OpenResource resource) {
        resources.requireUniqueIndexes(resource);
    }

    /** @throws Problem 409 if a unique value is there already */
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

    /** Stores new documents, to which it gives what all documents have. */
    void insert(OpenResource resource, List<Document> documents) {
        requireUniqueIndexes(resource);
        stamp(resource, documents);
        write(resource, () -> {
            if (documents.size() == 1) {
                return resource.collection().insertOne(documents.get(0));
            }
            return resource.collection().insertMany(documents);
        });
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
     * @throws Problem 412 if the document has another state now
     */
    void replace(OpenResource resource, Document stored, Document next) {
        requireUniqueIndexes(resource);
        stampChange(resource, stored, next);
        UnweighedFields.keepEtag(resource.definition(), stored, next);
        resource.history().ifPresent(history -> history.keep(stored));
        UpdateResult result = write(resource, () -> resource.collection().replaceOne(same(stored), next));
        if (result.getMatchedCount() == 0) {
            throw Problem.etagStale();
        }
    }

    /** Finds the document only in that state. */
    static Bson same(Document stored) {
        Object etag = stored.containsKey(DocumentFields.ETAG)
                ? stored.get(DocumentFields.ETAG)
                : new Document("$exists", false);
        return new Document("_id", stored.get("_id")).append(DocumentFields.ETAG, etag);
    }
}
