package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import com.mongodb.client.model.changestream.OperationType;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The change stream of one collection, with what each document was before and after. MongoDB records that from the first use of this on,
 * and keeps it as long as its oplog. Thread-safe.
 */
final class ChangeSource {
    private static final int NAMESPACE_NOT_FOUND = 26;
    private static final int BATCH = 500;

    private final MongoDatabase database;
    private final MongoCollection<RawBsonDocument> collection;

    ChangeSource(MongoDatabase database, MongoCollection<?> collection) {
        this.database = database;
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
    }

    String name() {
        return collection.getNamespace().getCollectionName();
    }

    /** Has the server record what documents were before and after each change. */
    void recordImages() {
        try {
            database.runCommand(new Document("collMod", name())
                    .append("changeStreamPreAndPostImages", new Document("enabled", true)));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NAMESPACE_NOT_FOUND) {
                throw e;
            }
            database.createCollection(
                    name(),
                    new CreateCollectionOptions()
                            .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true)));
        }
    }

    /**
     * @param after token of the last change that is known; null for changes from now on
     * @throws Problem if the token is malformed, or older than the history of the server
     */
    MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open(BsonDocument after) {
        ChangeStreamIterable<RawBsonDocument> changes = collection
                .watch(RawBsonDocument.class)
                .fullDocument(FullDocument.WHEN_AVAILABLE)
                .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE)
                .batchSize(BATCH)
                // as long as the server waits for a change before it says that there is none
                .maxAwaitTime(1, TimeUnit.SECONDS);
        if (after == null) {
            return changes.cursor();
        }
        try {
            return changes.resumeAfter(after).cursor();
        } catch (MongoCommandException e) {
            throw LostHistory.problem(e);
        }
    }

    /** The stream is over, because the collection is gone. */
    static boolean isEnd(ChangeStreamDocument<?> next) {
        OperationType type = next.getOperationType();
        return type == OperationType.DROP
                || type == OperationType.RENAME
                || type == OperationType.DROP_DATABASE
                || type == OperationType.INVALIDATE;
    }

    /** Empty if it does not concern one document. */
    static Optional<Change> change(ChangeStreamDocument<RawBsonDocument> next) {
        return switch (next.getOperationType()) {
            case INSERT, UPDATE, REPLACE -> next.getFullDocument() == null
                    // changed before its images were recorded; the next change has them
                    ? Optional.empty()
                    : Optional.of(change(next, next.getFullDocument()));
            case DELETE -> Optional.of(change(next, null));
            default -> Optional.empty();
        };
    }

    private static Change change(ChangeStreamDocument<RawBsonDocument> next, RawBsonDocument after) {
        return new Change(
                next.getResumeToken(), next.getDocumentKey().get("_id"), next.getFullDocumentBeforeChange(), after);
    }
}
