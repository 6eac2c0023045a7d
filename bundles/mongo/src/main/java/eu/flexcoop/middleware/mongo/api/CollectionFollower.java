package eu.flexcoop.middleware.mongo.api;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a view in memory equal to a collection that several nodes write: it loads the collection and then applies the changes
 * of its change stream. While the server is away or the stream is lost {@link #isCurrent()} is false and the view must not be
 * relied on; the follower reconnects and loads again by itself.
 *
 * <p>A current view lags behind the collection by the time that a change needs to arrive, usually milliseconds, and by no more
 * than {@link #STALE_AFTER}. What this node writes itself is best put into the view by the writer at once. Thread-safe.
 */
public final class CollectionFollower implements AutoCloseable {
    /** A view that the server has not confirmed for so long is not current any more. */
    public static final Duration STALE_AFTER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(CollectionFollower.class);
    private static final long HEARTBEAT_MILLIS = 1000;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int BATCH = 1000;

    /** What is kept in memory. Called by one thread at a time, beside the writers of this node. */
    public interface View {
        /** Before everything is loaded again; what is not put again afterwards is gone from the collection. */
        void loading();

        /** A document as it is now. May come more than once, and, beside a writer of this node, late. */
        void put(Document document);

        /** The document with this {@code _id} is gone. */
        void remove(BsonValue id);

        /** Everything that was in the collection when {@link #loading} was called has been put. */
        void loaded();
    }

    private final String name;
    private final MongoCollection<Document> collection;
    private final View view;
    private final List<Bson> changes;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean loaded;
    private volatile long confirmedAt;

    /** Begins to follow in a thread of its own. */
    public CollectionFollower(MongoCollection<Document> collection, View view) {
        this(collection, view, List.of());
    }

    /**
     * Begins to follow in a thread of its own.
     *
     * @param changes stages that select the changes of the stream that matter to the view; none for all
     */
    public CollectionFollower(MongoCollection<Document> collection, View view, List<Bson> changes) {
        this.changes = List.copyOf(changes);
        this.name = collection.getNamespace().getCollectionName();
        this.collection = Objects.requireNonNull(collection, "collection");
        this.view = Objects.requireNonNull(view, "view");
        thread = new Thread(this::run, "follow-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The view holds what the collection held a moment ago. */
    public boolean isCurrent() {
        return loaded && System.nanoTime() - confirmedAt < STALE_AFTER.toNanos();
    }

    /** For tests and for start-up: waits until the view is current. */
    public boolean awaitCurrent(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!isCurrent()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    private void run() {
        boolean reported = false;
        while (!closed) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream = collection
                    .watch(changes)
                    .fullDocument(FullDocument.UPDATE_LOOKUP)
                    .batchSize(BATCH)
                    .maxAwaitTime(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS)
                    .cursor()) {
                load();
                reported = false;
                follow(stream);
            } catch (RuntimeException e) {
                // not only the driver's: a document that the view cannot read must not end the thread
                if (!closed && !reported) {
                    LOG.warn(
                            "Changes of collection {} cannot be followed, queries replace the view: {}",
                            name,
                            e.getMessage());
                    reported = true;
                }
                LOG.debug("Following collection {} failed", name, e);
                pause();
            } finally {
                loaded = false;
            }
        }
    }

    private void load() {
        view.loading();
        try (MongoCursor<Document> documents =
                collection.find().batchSize(BATCH).cursor()) {
            while (documents.hasNext() && !closed) {
                view.put(documents.next());
            }
        }
        view.loaded();
        LOG.debug("Collection {} is loaded", name);
    }

    private void follow(MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream) {
        // what changed while the collection was being loaded comes before the view counts as current
        boolean caughtUp = false;
        while (!closed) {
            ChangeStreamDocument<Document> change = stream.tryNext();
            if (change == null) {
                caughtUp = true;
            } else if (!apply(change)) {
                return;
            }
            confirmedAt = System.nanoTime();
            loaded = caughtUp;
        }
    }

    /** @return false if the stream is over, because the collection was dropped or renamed */
    private boolean apply(ChangeStreamDocument<Document> change) {
        OperationType type = change.getOperationType();
        switch (type) {
            case INSERT, UPDATE, REPLACE -> {
                // null if the document was deleted since; its own change follows
                if (change.getFullDocument() != null) {
                    view.put(change.getFullDocument());
                }
            }
            case DELETE -> view.remove(change.getDocumentKey().get("_id"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends following; the thread is gone within a second. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
