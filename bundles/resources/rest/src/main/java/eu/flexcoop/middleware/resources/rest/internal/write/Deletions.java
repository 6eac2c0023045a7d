package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.media.DocumentFiles;
import eu.flexcoop.middleware.resources.rest.internal.media.FileChange;
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
        Bson state = DocumentStore.same(resource, stored);
        if (softDelete && resource.history().isPresent()) {
            store.requireUniqueIndexes(resource);
            resource.history().get().keep(stored);
        }
        FileChange files = resource.files()
                .filter(all -> !softDelete)
                .map(all -> all.deleting(List.of(stored)))
                .orElse(FileChange.NONE);
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
        files.done();
    }

    /** The caller's rows. */
    void all(OpenResource resource, RowAccess rows) {
        where(resource, rows.filter());
    }

    /** The documents that the resource shows and the condition selects. */
    void where(OpenResource resource, Bson condition) {
        Bson filter = QueryFilters.and(resource.filter(), condition);
        if (resource.files().isPresent() && !resource.definition().writes().softDelete()) {
            allWithFiles(resource, resource.files().get(), filter);
            return;
        }
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

    /** As {@link #where}, in a transaction. Files stay in the journal, so that the cleanup removes them if it is committed. */
    void where(ClientSession session, OpenResource resource, Bson condition) {
        Bson filter = QueryFilters.and(resource.filter(), condition);
        boolean softDelete = resource.definition().writes().softDelete();
        boolean whole = softDelete || resource.files().isPresent();
        List<Document> batch = batch(session, resource, filter, whole);
        while (!batch.isEmpty()) {
            List<Document> found = batch;
            if (softDelete) {
                resource.history().ifPresent(history -> history.keep(session, found));
                resource.collection().bulkWrite(session, marks(resource, found));
            } else {
                resource.files().ifPresent(files -> files.deleting(found));
                List<Object> ids =
                        found.stream().map(stored -> stored.get("_id")).toList();
                resource.collection().deleteMany(session, Filters.in("_id", ids));
                resource.history().ifPresent(history -> history.forget(session, ids));
            }
            batch = batch(session, resource, filter, whole);
        }
    }

    private static List<Document> batch(ClientSession session, OpenResource resource, Bson filter, boolean whole) {
        return resource.collection()
                .find(session, filter)
                .projection(whole ? null : Projections.include("_id"))
                .limit(BATCH)
                .into(new ArrayList<>());
    }

    private static List<UpdateOneModel<Document>> marks(OpenResource resource, List<Document> batch) {
        return batch.stream()
                .map(stored ->
                        new UpdateOneModel<Document>(DocumentStore.same(resource, stored), mark(resource, stored)))
                .toList();
    }

    /** Only in the states whose files are in the journal; what others have changed meanwhile is met again. */
    private static void allWithFiles(OpenResource resource, DocumentFiles files, Bson filter) {
        List<Document> batch = batch(resource, filter, true);
        while (!batch.isEmpty()) {
            FileChange leaving = files.deleting(batch);
            List<DeleteOneModel<Document>> deletions = batch.stream()
                    .map(stored -> new DeleteOneModel<Document>(DocumentStore.same(resource, stored)))
                    .toList();
            DocumentStore.write(resource, () -> resource.collection().bulkWrite(deletions));
            Set<Object> gone = new HashSet<>(
                    batch.stream().map(stored -> stored.get("_id")).toList());
            batch(resource, Filters.in("_id", gone), false).forEach(left -> gone.remove(left.get("_id")));
            resource.history().ifPresent(history -> history.forget(gone));
            leaving.done();
            batch = batch(resource, filter, true);
        }
    }

    /** What is deleted or marked is not found any more; what others change meanwhile is found again. */
    private void allWithHistory(OpenResource resource, VersionHistory history, Bson filter) {
        store.requireUniqueIndexes(resource);
        boolean softDelete = resource.definition().writes().softDelete();
        List<Document> batch = batch(resource, filter, softDelete);
        while (!batch.isEmpty()) {
            List<Object> ids = batch.stream().map(stored -> stored.get("_id")).toList();
            if (softDelete) {
                batch.forEach(history::keep);
                List<UpdateOneModel<Document>> marks = marks(resource, batch);
                DocumentStore.write(resource, () -> resource.collection().bulkWrite(marks));
            } else {
                DocumentStore.write(resource, () -> resource.collection().deleteMany(Filters.in("_id", ids)));
                history.forget(ids);
            }
            batch = batch(resource, filter, softDelete);
        }
    }

    private static List<Document> batch(OpenResource resource, Bson filter, boolean whole) {
        return DocumentStore.write(resource, () -> resource.collection()
                .find(filter)
                .projection(whole ? null : Projections.include("_id"))
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
