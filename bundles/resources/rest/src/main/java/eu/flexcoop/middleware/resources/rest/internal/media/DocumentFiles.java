package eu.flexcoop.middleware.resources.rest.internal.media;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.mongo.api.MongoCalls;

/** The files of the documents of one resource: they come with a document, are replaced with it and leave with it. Thread-safe. */
public final class DocumentFiles {
    private final MediaFiles files;
    private final MediaCleanup cleanup;
    private final MediaFields fields;
    private final String resource;
    private final String collection;
    private final boolean versioned;

    /** @param versioned earlier states of the documents are kept, and their files with them */
    public DocumentFiles(
            MediaFiles files,
            MediaCleanup cleanup,
            MediaFields fields,
            String resource,
            String collection,
            boolean versioned) {
        this.files = files;
        this.cleanup = cleanup;
        this.fields = fields;
        this.resource = resource;
        this.collection = collection;
        this.versioned = versioned;
    }

    /** Where the documents have files. */
    public MediaFields fields() {
        return fields;
    }

    /** All files. */
    public MediaFiles store() {
        return files;
    }

    /** For one request. */
    public Uploads uploads() {
        return new Uploads(this);
    }

    /** The addresses of files, as answers have them, mean the files that the document has already. */
    public void keep(Document changes, Document stored) {
        Map<String, ObjectId> known = new HashMap<>();
        fields.files(stored).forEach(id -> known.put(id.toHexString(), id));
        fields.replace(changes, value -> {
            Object address = value instanceof Document described ? described.get("file") : value;
            ObjectId kept = address instanceof String text && text.contains("media/")
                    ? known.get(text.substring(text.lastIndexOf('/') + 1))
                    : null;
            return kept == null ? value : kept;
        });
    }

    /** Before new documents are stored; they have their ids. */
    public FileChange inserting(List<Document> documents) {
        Set<ObjectId> all = new HashSet<>();
        documents.forEach(document -> all.addAll(give(document, Set.of())));
        return all.isEmpty() ? FileChange.NONE : () -> files.journal().remove(all);
    }

    /** Before a document gets its next state. */
    public FileChange replacing(Document stored, Document next) {
        Set<ObjectId> leaving = new LinkedHashSet<>(fields.files(stored));
        Set<ObjectId> coming = give(next, leaving);
        leaving.removeAll(fields.files(next));
        files.journal().enter(leaving, collection, stored.get("_id"));
        return () -> {
            files.journal().remove(coming);
            leave(leaving);
        };
    }

    /** Before documents are deleted, not only marked; with the files of their earlier states. */
    public FileChange deleting(Collection<Document> documents) {
        List<ObjectId> leaving = new ArrayList<>();
        for (Document document : documents) {
            Set<ObjectId> all = new LinkedHashSet<>(fields.files(document));
            if (versioned) {
                MongoCalls.run("read the files of old versions", () -> history()
                        .find(Filters.eq(MediaCleanup.DOCUMENT, document.get("_id")))
                        .forEach(state -> all.addAll(fields.files(state))));
            }
            files.journal().enter(all, collection, document.get("_id"));
            leaving.addAll(all);
        }
        return () -> settle(leaving); // those of documents that were not deleted after all stay
    }

    /** Whether an earlier state of the document has the file in the fields that the projection shows. */
    boolean isInHistory(ObjectId file, Object document, Document projection) {
        return versioned
                && MongoCalls.call("look for a file in old versions", () -> {
                    for (Document state : history()
                            .find(Filters.eq(MediaCleanup.DOCUMENT, document))
                            .projection(projection)) {
                        if (fields.files(state).contains(file)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private MongoCollection<Document> history() {
        return cleanup.history(collection);
    }

    private Set<ObjectId> give(Document document, Set<ObjectId> known) {
        Set<ObjectId> coming = new LinkedHashSet<>(fields.files(document));
        coming.removeAll(known);
        if (!coming.isEmpty()) {
            files.give(coming, new MediaFile.Owner(resource, collection, document.get("_id")));
        }
        return coming;
    }

    private void leave(Collection<ObjectId> leaving) {
        if (versioned) {
            settle(leaving); // an earlier state may have them
        } else if (!leaving.isEmpty()) {
            files.remove(leaving);
        }
    }

    /** Removes those files that no document has. */
    void settle(Collection<ObjectId> candidates) {
        cleanup.settle(candidates);
    }
}
