package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.mongo.api.TransientErrors;
import eu.flexcoop.middleware.resources.api.IndexDefinition;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.IndexStatus.State;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * Brings the indexes of one published resource to what its definition says. Runs once, on a thread of its own; other threads read its
 * state and wait for it.
 */
final class IndexBuild implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexBuild.class);
    /** IndexBuildAborted, Interrupted: the primary changed, or an operator ended the build. */
    private static final Set<Integer> CUT_SHORT = Set.of(276, 11_601);

    private static final int DUPLICATE_KEY = 11_000;
    private static final int INDEX_OPTIONS_CONFLICT = 85;
    private static final int INDEX_KEYS_CONFLICT = 86;

    private final PublishedResource resource;
    private final MongoCollections mongo;
    private final long started = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch guarded = new CountDownLatch(1);
    private final Map<String, IndexStatus> states = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile MiddlewareException interruption;

    IndexBuild(PublishedResource resource, MongoCollections mongo) {
        this.resource = resource;
        this.mongo = mongo;
        WantedIndexes.everywhere(resource.definition())
                .forEach((collection, indexes) ->
                        indexes.forEach(index -> set(collection, index, State.WAITING, Optional.empty())));
    }

    PublishedResource resource() {
        return resource;
    }

    @Override
    public void run() {
        try {
            MongoCalls.run("make the indexes of '%s'".formatted(definition().name()), this::build);
        } catch (MiddlewareException e) {
            LOG.debug("Indexes of '{}' are made later: {}", definition().name(), e.getMessage());
            interruption = e;
        } finally {
            guarded.countDown();
            ended.countDown();
        }
    }

    private ResourceDefinition definition() {
        return resource.definition();
    }

    private void build() {
        String name = definition().storage().collection();
        MongoCollection<Document> documents = mongo.openShared(name, Retention.never());
        if (definition().writes().softDelete()) {
            // only documents with the mark are in the unique indexes
            documents.updateMany(
                    new Document(DocumentFields.DELETED, new Document("$exists", false)),
                    new Document("$set", new Document(DocumentFields.DELETED, false)));
        }
        // a definition may have got or lost soft_delete: unique indexes of the other form refuse good documents
        StoredIndexes outdated = new StoredIndexes(mongo.database(), documents);
        WantedIndexes.outdated(definition()).forEach(outdated::drop);
        Map<String, List<IndexDefinition>> wanted = WantedIndexes.everywhere(definition());
        make(wanted, IndexDefinition::unique);
        guarded.countDown();
        make(wanted, index -> !index.unique());
    }

    private void make(Map<String, List<IndexDefinition>> wanted, Predicate<IndexDefinition> which) {
        wanted.forEach((collection, indexes) -> {
            StoredIndexes stored = new StoredIndexes(mongo.database(), mongo.openShared(collection, Retention.never()));
            for (IndexDefinition index : indexes) {
                if (which.test(index)) {
                    make(stored, collection, index);
                }
            }
        });
    }

    private void make(StoredIndexes stored, String collection, IndexDefinition index) {
        if (stored.has(index)) {
            set(collection, index, State.BUILT, Optional.empty());
            return;
        }
        set(collection, index, State.BUILDING, Optional.empty());
        try {
            stored.create(index);
            set(collection, index, State.BUILT, Optional.empty());
        } catch (MongoCommandException e) {
            if (TransientErrors.contain(e) || CUT_SHORT.contains(e.getErrorCode())) {
                throw new UnavailableException("The build of index '%s' was cut short".formatted(index.name()), e);
            }
            String reason = reason(e);
            // reads and writes go on, only slower or checked by query
            LOG.warn(
                    "Resource '{}': index '{}' of collection {} cannot be built: {}",
                    definition().name(),
                    index.name(),
                    collection,
                    reason);
            set(collection, index, State.FAILED, Optional.of(reason));
        }
    }

    private static String reason(MongoCommandException e) {
        return switch (e.getErrorCode()) {
            case DUPLICATE_KEY -> "documents have the same value, change them and deploy the definition again: "
                    + e.getErrorMessage();
            case INDEX_OPTIONS_CONFLICT, INDEX_KEYS_CONFLICT -> "another index has these fields, drop it and deploy the"
                    + " definition again: " + e.getErrorMessage();
            default -> e.getErrorMessage();
        };
    }

    private void set(String collection, IndexDefinition index, State state, Optional<String> reason) {
        String label = label(collection, index);
        states.put(label, new IndexStatus(definition().name(), label, state, OptionalInt.empty(), reason));
    }

    /** The name of the index, with that of the collection if it is not the resource's own. */
    private String label(String collection, IndexDefinition index) {
        return collection.equals(definition().storage().collection()) ? index.name() : collection + "." + index.name();
    }

    List<IndexStatus> states() {
        synchronized (states) {
            return new ArrayList<>(states.values());
        }
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** The unique indexes are there, as far as they can be built, or the build was cut short. */
    boolean isGuarded() {
        return guarded.getCount() == 0;
    }

    /** Why it ended before all was tried; null if it did not. */
    MiddlewareException interruption() {
        return interruption;
    }

    /** Waits until it has ended. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** @return whether {@link #isGuarded()} within that time since its start */
    boolean guardsWithin(long nanosSinceStart) {
        try {
            return guarded.await(started + nanosSinceStart - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
