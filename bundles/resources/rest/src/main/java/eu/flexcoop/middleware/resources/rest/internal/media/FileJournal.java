package eu.flexcoop.middleware.resources.rest.internal.media;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.mongo.api.MongoCalls;

/**
 * The files that may have no document: those of requests that are being carried out or were interrupted. An entry is made before the
 * file is stored or its document changed, and removed when that is done. Entries that stay are looked at after {@link #GRACE}. Thread-safe.
 */
final class FileJournal {
    static final String COLLECTION = "media_journal";
    static final Duration GRACE = Duration.ofHours(1);
    private static final String DUE = "due_at";

    /**
     * A file to look at.
     *
     * @param owner {@code _id} of the document that may have it; null if it was never to have one
     */
    record Entry(ObjectId file, String collection, Object owner) {}

    private final MongoCollection<Document> entries;

    FileJournal(MongoDatabase database) {
        this.entries = database.getCollection(COLLECTION);
    }

    /** Any number of times; the last owner counts. */
    void enter(Collection<ObjectId> files, String collection, Object document) {
        if (files.isEmpty()) {
            return;
        }
        List<UpdateOneModel<Document>> updates = files.stream()
                .map(file -> new UpdateOneModel<Document>(
                        Filters.eq("_id", file),
                        Updates.combine(
                                Updates.set("collection", collection), Updates.set("document", document), due()),
                        new UpdateOptions().upsert(true)))
                .toList();
        MongoCalls.run("enter files", () -> entries.bulkWrite(updates));
    }

    private static Bson due() {
        return Updates.set(DUE, Date.from(Instant.now().plus(GRACE)));
    }

    /** The request still goes on. */
    void renew(ObjectId file) {
        MongoCalls.call("renew the entry of a file", () -> entries.updateOne(Filters.eq("_id", file), due()));
    }

    void remove(Collection<ObjectId> files) {
        if (!files.isEmpty()) {
            MongoCalls.call("remove entries of files", () -> entries.deleteMany(Filters.in("_id", files)));
        }
    }

    /** An entry whose time is over; it is given to one caller and comes again later if that does not remove it. */
    Optional<Entry> take(Instant now) {
        Document entry = MongoCalls.call(
                "look for files without a document",
                () -> entries.findOneAndUpdate(Filters.lte(DUE, Date.from(now)), due()));
        return Optional.ofNullable(entry).map(FileJournal::entry);
    }

    List<Entry> find(Collection<ObjectId> files) {
        return MongoCalls.call("look for entries of files", () -> entries.find(Filters.in("_id", files))
                .map(FileJournal::entry)
                .into(new ArrayList<>()));
    }

    private static Entry entry(Document found) {
        return new Entry(found.getObjectId("_id"), found.getString("collection"), found.get("document"));
    }
}
