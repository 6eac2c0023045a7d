package eu.flexcoop.middleware.resources.core.internal.stored;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;

/**
 * The files in GridFS whose documents were removed as a whole. The layout is that of the REST bundle: {@code metadata} of a file names the
 * collection and the {@code _id} of its document, and {@code media_journal} has the files of writes that are not done.
 */
final class OrphanedFiles {
    private static final int BATCH = 500;
    private static final String OWNER = "document";

    private final MongoDatabase database;

    OrphanedFiles(MongoDatabase database) {
        this.database = database;
    }

    /**
     * Removes the files of documents that are not in the collection any more. Files of the journal are left to the cleanup, which knows
     * whether a write is still using them. What an interruption leaves is removed when this is called again.
     *
     * @return how many
     */
    long remove(String collection) {
        MongoCollection<Document> files = database.getCollection("fs.files");
        long removed = 0;
        Map<Object, Object> batch = new HashMap<>();
        for (Document file : files.find(Filters.eq("metadata.collection", collection))
                .projection(Projections.include("metadata." + OWNER))) {
            batch.put(file.get("_id"), file.get("metadata", Document.class).get(OWNER));
            if (batch.size() == BATCH) {
                removed += removeOrphans(files, collection, batch);
                batch.clear();
            }
        }
        return removed + removeOrphans(files, collection, batch);
    }

    /** @param owners of the files, by their ids */
    private long removeOrphans(MongoCollection<Document> files, String collection, Map<Object, Object> owners) {
        if (owners.isEmpty()) {
            return 0;
        }
        // in this order: a write leaves the journal after its document is stored
        Set<Object> unfinished = ids("media_journal", owners.keySet());
        Set<Object> present = ids(collection, new HashSet<>(owners.values()));
        List<Object> orphans = new ArrayList<>();
        owners.forEach((file, document) -> {
            if (!unfinished.contains(file) && !present.contains(document)) {
                orphans.add(file);
            }
        });
        database.getCollection("fs.chunks").deleteMany(Filters.in("files_id", orphans));
        return files.deleteMany(Filters.in("_id", orphans)).getDeletedCount();
    }

    private Set<Object> ids(String collection, Set<Object> wanted) {
        Set<Object> found = new HashSet<>();
        database.getCollection(collection)
                .find(Filters.in("_id", wanted))
                .projection(Projections.include("_id"))
                .forEach(document -> found.add(document.get("_id")));
        return found;
    }
}
