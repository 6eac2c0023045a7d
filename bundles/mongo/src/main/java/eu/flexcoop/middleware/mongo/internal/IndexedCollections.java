package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoServerException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.BsonDocument;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** Collections of one database; an index whose definition changed is built anew in place of the old one. */
final class IndexedCollections implements MongoCollections {
    private static final Logger LOG = LoggerFactory.getLogger(IndexedCollections.class);
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEYS_CONFLICT = 86;
    private static final long PAUSE_MILLIS = 200;

    private final MongoClient client;
    private final MongoDatabase database;
    private final Duration patience;

    /** @param patience how long {@link #open} tries while the server is away or changes its primary */
    IndexedCollections(MongoClient client, String database, Duration patience) {
        this.client = client;
        this.database = client.getDatabase(database);
        this.patience = patience;
    }

    @Override
    public MongoCollection<Document> open(String name, IndexModel... indexes) {
        MongoCollection<Document> collection = database.getCollection(name);
        if (indexes.length > 0) {
            createIndexes(collection, Arrays.asList(indexes));
        }
        return collection;
    }

    private void createIndexes(MongoCollection<Document> collection, List<IndexModel> indexes) {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                indexes.forEach(index -> createIndex(collection, index));
                return;
            } catch (MongoInterruptedException e) {
                throw unavailable(collection, e);
            } catch (MongoServerException e) {
                if (!e.hasErrorLabel("RetryableWriteError") && !isChangeOfPrimary(e)) {
                    throw new IllegalStateException(
                            "MongoDB refused an index of collection %s: %s"
                                    .formatted(collection.getNamespace(), e.getMessage()),
                            e);
                }
                pauseOrGiveUp(collection, end, e);
            } catch (MongoException e) {
                pauseOrGiveUp(collection, end, e);
            }
        }
    }

    private void createIndex(MongoCollection<Document> collection, IndexModel index) {
        try {
            collection.createIndexes(List.of(index));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != INDEX_OPTIONS_CONFLICT && e.getErrorCode() != INDEX_KEYS_CONFLICT) {
                throw e;
            }
            LOG.info("Rebuilding an index of {} because its definition changed", collection.getNamespace());
            dropWhatConflicts(collection, index);
            collection.createIndexes(List.of(index));
        }
    }

    private void dropWhatConflicts(MongoCollection<Document> collection, IndexModel index) {
        BsonDocument keys = index.getKeys().toBsonDocument(BsonDocument.class, collection.getCodecRegistry());
        String name = index.getOptions().getName();
        for (BsonDocument existing : collection.listIndexes(BsonDocument.class)) {
            String existingName = existing.getString("name").getValue();
            if (existingName.equals(name) || existing.getDocument("key").equals(keys)) {
                collection.dropIndex(existingName);
            }
        }
    }

    /** Codes of a server that is shutting down, stepping down or not yet a primary again. */
    private static boolean isChangeOfPrimary(MongoServerException e) {
        return switch (e.getCode()) {
            case 91, 189, 10107, 11600, 11602, 13435, 13436 -> true;
            default -> false;
        };
    }

    private void pauseOrGiveUp(MongoCollection<Document> collection, Instant end, MongoException cause) {
        if (Instant.now().isAfter(end)) {
            throw unavailable(collection, cause);
        }
        LOG.debug("Trying the indexes of {} again", collection.getNamespace(), cause);
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(collection, cause);
        }
    }

    private static UnavailableException unavailable(MongoCollection<Document> collection, MongoException cause) {
        return new UnavailableException(
                "MongoDB did not create the indexes of collection %s: %s"
                        .formatted(collection.getNamespace(), cause.getMessage()),
                cause);
    }

    @Override
    public MongoDatabase database() {
        return database;
    }

    @Override
    public ClientSession startSession() {
        return client.startSession();
    }
}
