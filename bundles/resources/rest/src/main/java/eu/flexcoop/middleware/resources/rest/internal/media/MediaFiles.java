package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSDownloadStream;
import com.mongodb.client.gridfs.GridFSUploadStream;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.BsonObjectId;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The files of documents in GridFS, in the bucket {@code fs} that Eve uses, too. Before a file may come to be without a document, it is
 * entered in {@link FileJournal}, so that a cleanup finds it whatever happens in between. Thread-safe.
 */
public final class MediaFiles {
    static final String BUCKET = "fs";

    /** 256 MiB. */
    public static final long LONGEST = 256L << 20;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String OWNER = "metadata.document";

    private final GridFSBucket bucket;
    private final MongoCollection<Document> files;
    private final MongoCollection<Document> chunks;
    private final FileJournal journal;
    private final MediaCleanup cleanup;
    private final long longest;

    /** @param longest bytes of one file */
    public MediaFiles(MongoDatabase database, long longest) {
        this.bucket = GridFSBuckets.create(database, BUCKET);
        this.files = database.getCollection(BUCKET + ".files");
        this.chunks = database.getCollection(BUCKET + ".chunks");
        this.journal = new FileJournal(database);
        this.cleanup = new MediaCleanup(database, this);
        this.longest = longest;
    }

    /** No definition may show the files of all resources as documents. To be called once. */
    public static void claim(MongoCollections mongo) {
        for (String name : List.of(BUCKET + ".files", BUCKET + ".chunks", FileJournal.COLLECTION)) {
            mongo.open(name, Retention.never());
        }
    }

    /** Removes what interrupted requests have left. */
    public MediaCleanup cleanup() {
        return cleanup;
    }

    FileJournal journal() {
        return journal;
    }

    /**
     * Stores a file that no document has yet.
     *
     * @throws Problem 413 if it is too long
     */
    ObjectId upload(InputStream content, String name, Optional<String> contentType) throws IOException {
        ObjectId id = unguessable();
        journal.enter(List.of(id), null, null);
        Document metadata = new Document();
        contentType.ifPresent(type -> metadata.append("contentType", type));
        GridFSUploadStream target =
                bucket.openUploadStream(new BsonObjectId(id), name, new GridFSUploadOptions().metadata(metadata));
        try {
            copy(content, target, id);
            target.close();
            journal.renew(id);
            return id;
        } catch (IOException | RuntimeException e) {
            target.abort();
            journal.remove(List.of(id));
            throw e;
        }
    }

    /** An id that is made in order could be guessed, and the file taken before its document is stored. */
    private static ObjectId unguessable() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return new ObjectId(bytes);
    }

    private void copy(InputStream content, OutputStream target, ObjectId id) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long length = 0;
        long renewed = System.nanoTime();
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            length += read;
            if (length > longest) {
                throw Problem.fileTooLarge(longest);
            }
            target.write(buffer, 0, read);
            if (System.nanoTime() - renewed > TimeUnit.MINUTES.toNanos(FileJournal.GRACE.toMinutes() / 4)) {
                journal.renew(id);
                renewed = System.nanoTime();
            }
        }
    }

    /** Makes files the document's, before it is stored. Nobody else can have them afterwards. */
    void give(Collection<ObjectId> ids, MediaFile.Owner owner) {
        journal.enter(ids, owner.collection(), owner.document());
        long given = MongoCalls.call("give files to a document", () -> files.updateMany(
                        Filters.and(
                                Filters.in("_id", ids),
                                // a transaction may do this again
                                Filters.or(
                                        Filters.exists(OWNER, false),
                                        Filters.and(
                                                Filters.eq(OWNER, owner.document()),
                                                Filters.eq("metadata.collection", owner.collection())))),
                        Updates.combine(
                                Updates.set(OWNER, owner.document()),
                                Updates.set("metadata.collection", owner.collection()),
                                Updates.set("metadata.resource", owner.resource())))
                .getMatchedCount());
        if (given != ids.size()) {
            throw Problem.badRequest("A file belongs to another document, send the file itself");
        }
    }

    /** Removes files that no document has, and forgets them. */
    void remove(Collection<ObjectId> ids) {
        for (ObjectId id : ids) {
            MongoCalls.run("remove a file", () -> {
                files.deleteOne(Filters.eq("_id", id));
                chunks.deleteMany(Filters.eq("files_id", id));
            });
        }
        journal.remove(ids);
    }

    public Optional<MediaFile> find(ObjectId id) {
        return find(List.of(id)).stream().findFirst();
    }

    /** Those that exist. */
    List<MediaFile> find(Collection<ObjectId> ids) {
        List<MediaFile> found = new ArrayList<>();
        MongoCalls.run(
                "read about files", () -> files.find(Filters.in("_id", ids)).forEach(file -> found.add(file(file))));
        return found;
    }

    private static MediaFile file(Document file) {
        Document metadata = file.get("metadata") instanceof Document known ? known : new Document();
        // Eve puts the type beside the metadata
        Object type = metadata.getOrDefault("contentType", file.get("contentType"));
        Optional<MediaFile.Owner> owner = metadata.containsKey("document")
                ? Optional.of(new MediaFile.Owner(
                        metadata.getString("resource"), metadata.getString("collection"), metadata.get("document")))
                : Optional.empty();
        return new MediaFile(
                file.getObjectId("_id"),
                Optional.ofNullable(file.getString("filename")).filter(name -> !name.isEmpty()),
                Optional.ofNullable(type).map(Object::toString),
                ((Number) file.get("length")).longValue(),
                file.get("uploadDate", new Date(0)).getTime(),
                owner);
    }

    /** The bytes from an offset on. */
    InputStream open(MediaFile file, long from) throws IOException {
        GridFSDownloadStream content = bucket.openDownloadStream(file.id());
        content.skip(from);
        return content;
    }
}
