package eu.flexcoop.middleware.resources.rest.internal.operation;

import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/** Removes documents of the API's own collections, or marks them as deleted if the definition says so. */
final class Deletions {
    private Deletions() {}

    /** Whether the document is marked as deleted and waits to be restored. */
    static boolean isDeleted(OpenResource resource, Document stored) {
        return resource.definition().writes().softDelete() && Boolean.TRUE.equals(stored.get(DocumentFields.DELETED));
    }

    /**
     * @param state finds the document only in the state that the client knows
     * @throws Problem 412 if it has another state now
     */
    static void one(OpenResource resource, Bson state) {
        long found = WriteOperations.write(
                resource,
                () -> resource.definition().writes().softDelete()
                        ? resource.collection().updateOne(state, mark()).getMatchedCount()
                        : resource.collection().deleteOne(state).getDeletedCount());
        if (found == 0) {
            throw Problem.etagStale();
        }
    }

    /** The caller's rows. */
    static void all(OpenResource resource, RowAccess rows) {
        Bson filter = QueryFilters.and(resource.filter(), rows.filter());
        WriteOperations.write(
                resource,
                () -> resource.definition().writes().softDelete()
                        ? resource.collection().updateMany(filter, mark()).getMatchedCount()
                        : resource.collection().deleteMany(filter).getDeletedCount());
    }

    private static Bson mark() {
        return Updates.combine(
                Updates.set(DocumentFields.DELETED, true),
                Updates.set(DocumentFields.UPDATED, WriteOperations.now()),
                Updates.set(DocumentFields.ETAG, Etags.next()));
    }
}
