package eu.flexcoop.middleware.resources.rest.internal.media;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.mongo.api.MongoCalls;

/** Removes files that interrupted requests have left without a document. Several nodes may do it at once. */
public final class MediaCleanup {
    /** Names the document in its earlier states. */
    static final String DOCUMENT = "_id_document";

    private static final String VERSIONS = "_versions";

    private final MongoDatabase database;
    private final MediaFiles files;

    MediaCleanup(MongoDatabase database, MediaFiles files) {
        this.database = database;
        this.files = files;
    }

    /** Looks at all files whose time is over. */
    public void run(Instant now) {
        for (Optional<FileJournal.Entry> next = files.journal().take(now);
                next.isPresent();
                next = files.journal().take(now)) {
            settle(next.get());
        }
    }

    /** Looks at these files now; those that are not in the journal are left alone. */
    void settle(Collection<ObjectId> candidates) {
        files.journal().find(candidates).forEach(this::settle);
    }

    private void settle(FileJournal.Entry entry) {
        if (isInUse(entry)) {
            files.journal().remove(List.of(entry.file()));
        } else {
            files.remove(List.of(entry.file()));
        }
    }

    /** The earlier states of the documents of a collection. */
    MongoCollection<Document> history(String collection) {
        return database.getCollection(collection + VERSIONS);
    }

    private boolean isInUse(FileJournal.Entry entry) {
        if (entry.collection() == null) {
            return false;
        }
        return has(entry.collection(), "_id", entry) || has(entry.collection() + VERSIONS, DOCUMENT, entry);
    }

    private boolean has(String collection, String key, FileJournal.Entry entry) {
        return MongoCalls.call("look for the document of a file", () -> {
            for (Document document : database.getCollection(collection).find(Filters.eq(key, entry.owner()))) {
                if (contains(document, entry.file())) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The definition that says where the files are may have been withdrawn. */
    private static boolean contains(Object value, ObjectId file) {
        if (value instanceof Map<?, ?> object) {
            return object.values().stream().anyMatch(below -> contains(below, file));
        }
        return value instanceof List<?> list
                ? list.stream().anyMatch(element -> contains(element, file))
                : file.equals(value);
    }
}
