package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.Retention;

/** Creates the indexes of collections; one whose definition changed is built again in place of the old one. */
final class CollectionIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(CollectionIndexes.class);
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEYS_CONFLICT = 86;
    private static final long PAUSE_MILLIS = 200;

    private final Duration timeout;

    /** @param timeout how long {@link #create} tries while the server is away or changes its primary */
    CollectionIndexes(Duration timeout) {
        this.timeout = timeout;
    }

    /** @throws UnavailableException if the server did not answer in time */
    void create(
            MongoDatabase database, MongoCollection<Document> collection, Retention retention, IndexModel... asked) {
        List<IndexModel> indexes = new ArrayList<>(Arrays.asList(asked));
        retention.field().ifPresent(field -> indexes.add(expiring(field, retention)));
        if (indexes.isEmpty()) {
            return;
        }
        Instant end = Instant.now().plus(timeout);
        while (true) {
            try {
                MongoCalls.run("create the indexes of collection " + collection.getNamespace(), () -> {
                    indexes.forEach(index -> createIndex(collection, index));
                    retention.field().ifPresent(field -> applyPeriod(database, collection, field, retention));
                });
                return;
            } catch (UnavailableException e) {
                pauseOrGiveUp(collection, end, e);
            }
        }
    }

    private static IndexModel expiring(String field, Retention retention) {
        return new IndexModel(
                Indexes.ascending(field),
                new IndexOptions().name("retention").expireAfter(seconds(retention), TimeUnit.SECONDS));
    }

    /** The largest value that MongoDB accepts, 68 years, stands for never, since an index cannot be made plain again. */
    private static long seconds(Retention retention) {
        return retention
                .period()
                .map(period -> Math.min(period.toSeconds(), Integer.MAX_VALUE))
                .orElse((long) Integer.MAX_VALUE);
    }

    private static void createIndex(MongoCollection<Document> collection, IndexModel index) {
        try {
            collection.createIndexes(List.of(index));
        } catch (MongoCommandException e) {
            boolean retention = "retention".equals(index.getOptions().getName());
            if (e.getErrorCode() != INDEX_OPTIONS_CONFLICT && e.getErrorCode() != INDEX_KEYS_CONFLICT) {
                throw e;
            }
            if (retention && hasIndex(collection, index)) {
                return;
            }
            LOG.info("Rebuilding an index of {} because its definition changed", collection.getNamespace());
            dropConflicting(collection, index);
            collection.createIndexes(List.of(index));
        }
    }

    private static boolean hasIndex(MongoCollection<Document> collection, IndexModel index) {
        BsonDocument keys = keys(collection, index);
        for (BsonDocument existing : collection.listIndexes(BsonDocument.class)) {
            if (existing.getDocument("key").equals(keys)) {
                return true;
            }
        }
        return false;
    }

    /** Another period needs no new index. */
    private static void applyPeriod(
            MongoDatabase database, MongoCollection<Document> collection, String field, Retention retention) {
        Document index =
                new Document("keyPattern", new Document(field, 1)).append("expireAfterSeconds", seconds(retention));
        database.runCommand(
                new Document("collMod", collection.getNamespace().getCollectionName()).append("index", index));
    }

    private static BsonDocument keys(MongoCollection<Document> collection, IndexModel index) {
        BsonDocument keys = index.getKeys().toBsonDocument(BsonDocument.class, collection.getCodecRegistry());
        BsonDocument plain = new BsonDocument();
        keys.forEach((field, direction) -> plain.append(
                field, direction.isNumber() ? new BsonInt32(direction.asNumber().intValue()) : direction));
        return plain;
    }

    private static void dropConflicting(MongoCollection<Document> collection, IndexModel index) {
        BsonDocument keys = keys(collection, index);
        String name = index.getOptions().getName();
        for (BsonDocument existing : collection.listIndexes(BsonDocument.class)) {
            String existingName = existing.getString("name").getValue();
            if (existingName.equals(name) || existing.getDocument("key").equals(keys)) {
                collection.dropIndex(existingName);
            }
        }
    }

    private static void pauseOrGiveUp(MongoCollection<Document> collection, Instant end, UnavailableException cause) {
        if (Instant.now().isAfter(end)) {
            throw cause;
        }
        LOG.debug("Trying the indexes of {} again", collection.getNamespace(), cause);
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
