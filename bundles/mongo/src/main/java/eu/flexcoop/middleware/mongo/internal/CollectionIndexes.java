package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * Creates the indexes of collections. An index that a large collection lacks is built in the background, while the collection
 * is in use. An index that exists with other options is kept: two versions of the middleware that run side by side during an
 * upgrade would otherwise drop each other's. Both are told to the health check.
 */
final class CollectionIndexes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectionIndexes.class);
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEYS_CONFLICT = 86;
    private static final long PAUSE_MILLIS = 200;
    private static final long BACKGROUND_PAUSE_SECONDS = 5;
    private static final String RETENTION = "retention";

    private final Duration timeout;
    private final long largeFrom;
    private final Set<String> building = new ConcurrentSkipListSet<>();
    private final Set<String> differing = new ConcurrentSkipListSet<>();
    private final Set<String> failed = new ConcurrentSkipListSet<>();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "mongodb-index-builder");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param timeout how long {@link #create} tries while the server is away or changes its primary
     * @param largeFrom number of documents from which on an index is built in the background
     */
    CollectionIndexes(Duration timeout, long largeFrom) {
        this.timeout = timeout;
        this.largeFrom = largeFrom;
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
                MongoCalls.run("create the indexes of collection " + name(collection), () -> {
                    indexes.forEach(index -> createOrPostpone(collection, index));
                    retention.field().ifPresent(field -> applyPeriod(database, collection, field, retention));
                });
                return;
            } catch (UnavailableException e) {
                pauseOrGiveUp(collection, end, e);
            }
        }
    }

    private static String name(MongoCollection<Document> collection) {
        return collection.getNamespace().getCollectionName();
    }

    private static IndexModel expiring(String field, Retention retention) {
        return new IndexModel(
                Indexes.ascending(field),
                new IndexOptions().name(RETENTION).expireAfter(seconds(retention), TimeUnit.SECONDS));
    }

    /** The largest value that MongoDB accepts, 68 years, stands for never, since an index cannot be made plain again. */
    private static long seconds(Retention retention) {
        return retention
                .period()
                .filter(period -> !retention.byOwner())
                .map(period -> Math.min(period.toSeconds(), Integer.MAX_VALUE))
                .orElse((long) Integer.MAX_VALUE);
    }

    private void createOrPostpone(MongoCollection<Document> collection, IndexModel index) {
        if (collection.estimatedDocumentCount() < largeFrom
                || existingKeys(collection).contains(keys(collection, index))) {
            create(collection, index);
            return;
        }
        String label = label(collection, index);
        if (building.add(label)) {
            LOG.info("Building index {} in the background", label);
            background.execute(() -> build(collection, index, label));
        }
    }

    private void build(MongoCollection<Document> collection, IndexModel index, String label) {
        try {
            MongoCalls.run("build index " + label, () -> create(collection, index));
            LOG.info("Index {} is built", label);
        } catch (UnavailableException e) {
            // the read timeout ends a long build here, not on the server: the next attempt joins it
            LOG.debug("Building index {} again", label, e);
            if (!background.isShutdown()) {
                background.schedule(() -> build(collection, index, label), BACKGROUND_PAUSE_SECONDS, TimeUnit.SECONDS);
            }
            return;
        } catch (MiddlewareException e) {
            LOG.warn("Index {} cannot be built: {}", label, e.getMessage());
            failed.add(label);
        }
        building.remove(label);
    }

    private void create(MongoCollection<Document> collection, IndexModel index) {
        String label = label(collection, index);
        try {
            collection.createIndexes(List.of(index));
            differing.remove(label);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != INDEX_OPTIONS_CONFLICT && e.getErrorCode() != INDEX_KEYS_CONFLICT) {
                throw e;
            }
            boolean convertible = RETENTION.equals(index.getOptions().getName())
                    && existingKeys(collection).contains(keys(collection, index));
            if (!convertible && differing.add(label)) {
                LOG.warn("Index {} exists with another definition and is kept: {}", label, e.getErrorMessage());
            }
        }
    }

    private static String label(MongoCollection<Document> collection, IndexModel index) {
        return name(collection) + " " + keys(collection, index).toJson();
    }

    private static Set<BsonDocument> existingKeys(MongoCollection<Document> collection) {
        Set<BsonDocument> keys = new HashSet<>();
        for (BsonDocument existing : collection.listIndexes(BsonDocument.class)) {
            keys.add(plain(existing.getDocument("key")));
        }
        return keys;
    }

    private static BsonDocument keys(MongoCollection<Document> collection, IndexModel index) {
        return plain(index.getKeys().toBsonDocument(BsonDocument.class, collection.getCodecRegistry()));
    }

    /** With directions of one type, since the server may answer 1.0 for 1. */
    private static BsonDocument plain(BsonDocument keys) {
        BsonDocument plain = new BsonDocument();
        keys.forEach((field, direction) -> plain.append(field, direction(direction)));
        return plain;
    }

    private static BsonValue direction(BsonValue direction) {
        return direction.isNumber() ? new BsonInt32(direction.asNumber().intValue()) : direction;
    }

    /** Another period needs no new index. */
    private static void applyPeriod(
            MongoDatabase database, MongoCollection<Document> collection, String field, Retention retention) {
        BsonDocument wanted = new BsonDocument(field, new BsonInt32(1));
        for (BsonDocument existing : collection.listIndexes(BsonDocument.class)) {
            if (plain(existing.getDocument("key")).equals(wanted)
                    && (!existing.isNumber("expireAfterSeconds")
                            || existing.getNumber("expireAfterSeconds").longValue() != seconds(retention))) {
                Document index = new Document("keyPattern", wanted).append("expireAfterSeconds", seconds(retention));
                database.runCommand(new Document("collMod", name(collection)).append("index", index));
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

    /** Sentences about indexes that are not as their owners ask for; none if all is well. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        building.forEach(
                label -> warnings.add("index %s is being built, queries are slow until then".formatted(label)));
        failed.forEach(label ->
                warnings.add("index %s cannot be built, see the log; clean the data and restart".formatted(label)));
        differing.forEach(label -> warnings.add(
                "index %s exists with another definition; when all nodes run this version, drop it and restart"
                        .formatted(label)));
        return warnings;
    }

    /** A build that has begun goes on in the server. */
    @Override
    public void close() {
        background.shutdownNow();
    }
}
