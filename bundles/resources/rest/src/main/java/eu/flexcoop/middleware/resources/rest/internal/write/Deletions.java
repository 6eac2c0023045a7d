package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.VersionHistory;

/** Removes documents of the API's own collections, or marks them as deleted if the definition says so, which is a version of them. */
final class Deletions {
    private static final int BATCH = 500;

    private final DocumentStore store;

    Deletions(DocumentStore store) {
        this.store = store;
    }

    /** Whether the document is marked as deleted and waits to be restored. */
    static boolean isDeleted(OpenResource resource, Document stored) {
        return resource.definition().writes().softDelete() && Boolean.TRUE.equals(stored.get(DocumentFields.DELETED));
    }

    /** @throws Problem 412 if the document has another state now */
    void one(OpenResource resource, Document stored) {
        boolean softDelete = resource.definition().writes().softDelete();
        Bson state = DocumentStore.same(stored);
        if (softDelete && resource.history().isPresent()) {
            store.requireUniqueIndexes(resource);
            resource.history().get().keep(stored);
        }
        long found = DocumentStore.write(
                resource,
                () -> softDelete
                        ? resource.collection()
                                .updateOne(state, mark(resource, stored))
                                .getMatchedCount()
                        : resource.collection().deleteOne(state).getDeletedCount());
        if (found == 0) {
            throw Problem.etagStale();
        }
        if (!softDelete) {
            resource.history().ifPresent(history -> history.forget(List.of(stored.get("_id"))));
        }
    }

    /** The caller's rows. */
    void all(OpenResource resource, RowAccess rows) {
        where(resource, rows.filter());
    }

    /** The documents that the resource shows and the condition selects. */
    void where(OpenResource resource, Bson condition) {
        Bson filter = QueryFilters.and(resource.filter(), condition);
        if (resource.history().isPresent()) {
            allWithHistory(resource, resource.history().get(), filter);
            return;
        }
        DocumentStore.write(
                resource,
                () -> resource.definition().writes().softDelete()
                        ? resource.collection()
                                .updateMany(filter, mark(resource, new Document()))
                                .getMatchedCount()
                        : resource.collection().deleteMany(filter).getDeletedCount());
    }

    /** In the order of the ids, so that each document is met once even if others change it meanwhile. */
    private void allWithHistory(OpenResource resource, VersionHistory history, Bson filter) {
        store.requireUniqueIndexes(resource);
        boolean softDelete = resource.definition().writes().softDelete();
        List<Document> batch = batch(resource, filter, softDelete, null);
        while (!batch.isEmpty()) {
            List<Object> ids = batch.stream().map(stored -> stored.get("_id")).toList();
            if (softDelete) {
                batch.forEach(history::keep);
                List<UpdateOneModel<Document>> marks = batch.stream()
                        .map(stored -> new UpdateOneModel<Document>(DocumentStore.same(stored), mark(resource, stored)))
                        .toList();
                DocumentStore.write(resource, () -> resource.collection().bulkWrite(marks));
            } else {
                DocumentStore.write(resource, () -> resource.collection().deleteMany(Filters.in("_id", ids)));
                history.forget(ids);
            }
            batch = batch(resource, filter, softDelete, ids.get(ids.size() - 1));
        }
    }

    private static List<Document> batch(OpenResource resource, Bson filter, boolean whole, Object after) {
        Bson next = after == null ? filter : QueryFilters.and(filter, Filters.gt("_id", after));
        return DocumentStore.write(resource, () -> resource.collection()
                .find(next)
                .projection(whole ? null : Projections.include("_id"))
                .sort(Sorts.ascending("_id"))
                .limit(BATCH)
                .into(new ArrayList<>()));
    }

    private static Bson mark(OpenResource resource, Document stored) {
        List<Bson> changes = new ArrayList<>(List.of(
                Updates.set(DocumentFields.DELETED, true),
                Updates.set(DocumentFields.UPDATED, DocumentStore.now()),
                Updates.set(DocumentFields.ETAG, Etags.next())));
        if (resource.history().isPresent()) {
            changes.add(Updates.set(DocumentFields.VERSION, VersionHistory.number(stored) + 1));
        }
        return Updates.combine(changes);
    }
}
