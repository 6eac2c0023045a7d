package eu.flexcoop.middleware.mongo.api;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;

/** Runs calls of the driver and turns its exceptions into those of the middleware. */
public final class MongoCalls {
    private static final Logger LOG = LoggerFactory.getLogger(MongoCalls.class);
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
    /** Each repetition is for writers that met others on the same key; more than that is not a coincidence. */
    private static final int BULK_ATTEMPTS = 4;

    private MongoCalls() {}

    /**
     * @param what the call in the infinitive with its object, such as {@code store 12 samples}
     * @throws UnavailableException if the call may succeed when it is repeated: no server answered, the primary changed, a
     *     limit of time passed, the disk is full
     * @throws DuplicateKeyException if a unique key exists already
     * @throws StoreFailedException if repeating the call is of no use; logged with an id
     */
    public static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (MongoException e) {
            throw translated(what, e);
        }
    }

    /** As {@link #call}, without a result. */
    public static void run(String what, Runnable call) {
        try {
            call.run();
        } catch (MongoException e) {
            throw translated(what, e);
        }
    }

    /**
     * Performs upserts and other writes that may be repeated, in any order, durably. Two writers that upsert one new key at
     * the same time can meet, and MongoDB then refuses one of them; such writes are repeated and find the document.
     *
     * @param writes none is allowed too
     * @throws DuplicateKeyException if a write violates a unique key for good
     */
    public static <T> void bulkUpsert(MongoCollection<T> collection, List<? extends WriteModel<? extends T>> writes) {
        List<? extends WriteModel<? extends T>> open = writes;
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            try {
                collection.bulkWrite(open, ANY_ORDER);
                return;
            } catch (MongoException e) {
                if (attempt == BULK_ATTEMPTS || !onlyDuplicateKeys(e)) {
                    throw translated(
                            "write %d documents of collection %s"
                                    .formatted(
                                            writes.size(),
                                            collection.getNamespace().getCollectionName()),
                            e);
                }
                List<? extends WriteModel<? extends T>> tried = open;
                open = ((MongoBulkWriteException) e)
                        .getWriteErrors().stream()
                                .<WriteModel<? extends T>>map(error -> tried.get(error.getIndex()))
                                .toList();
            }
        }
    }

    private static boolean onlyDuplicateKeys(MongoException e) {
        return e instanceof MongoBulkWriteException bulk
                && bulk.getWriteConcernError() == null
                && !bulk.getWriteErrors().isEmpty()
                && bulk.getWriteErrors().stream().allMatch(MongoCalls::isDuplicateKey);
    }

    private static boolean isDuplicateKey(BulkWriteError error) {
        return error.getCategory() == ErrorCategory.DUPLICATE_KEY;
    }

    /** The exception of the middleware for one of the driver; a permanent one is logged here. */
    public static RuntimeException translated(String what, MongoException e) {
        if (isDuplicateKey(e)) {
            return new DuplicateKeyException("Could not %s: %s".formatted(what, e.getMessage()), e);
        }
        if (TransientErrors.contain(e)) {
            return new UnavailableException("Could not %s: MongoDB does not answer now".formatted(what), e);
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Error {}: could not {}", id, what, e);
        return new StoreFailedException(what, id, e);
    }

    private static boolean isDuplicateKey(MongoException e) {
        if (e instanceof MongoBulkWriteException) {
            return onlyDuplicateKeys(e);
        }
        return e instanceof MongoServerException
                && ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY;
    }
}
