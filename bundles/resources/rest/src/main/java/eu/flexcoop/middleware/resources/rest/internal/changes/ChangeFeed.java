package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changes of one collection in one thread and passes them to any number of subscribers. Ends when the last of them has
 * left, or when the changes cannot be followed any more, which its subscribers are told. Thread-safe.
 */
final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    /** Who is told of changes, in their order, by the thread of the feed. Must not block. */
    interface Subscriber {
        void changed(Change change);

        /** All changes up to this position were passed on. */
        void reached(BsonDocument token);

        /** There will be no more. */
        void ended(String reason);
    }

    private final ChangeSource source;
    private final Runnable onEnd;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param onEnd called by the thread of the feed when it ends */
    ChangeFeed(ChangeSource source, Runnable onEnd) {
        this.source = source;
        this.onEnd = onEnd;
    }

    /** Begins with the changes that come from now on; after {@link #add}. */
    void start() {
        MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor = source.open(null);
        Thread thread = new Thread(() -> run(cursor), "changes-" + source.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** @return false if the feed has ended, so that another one is needed */
    synchronized boolean add(Subscriber subscriber) {
        return !closed && subscribers.add(subscriber);
    }

    synchronized void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
        closed |= subscribers.isEmpty();
    }

    @Override
    public void close() {
        end("The middleware stops");
    }

    private void run(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        try (cursor) {
            while (!closed) {
                ChangeStreamDocument<RawBsonDocument> next = cursor.tryNext();
                if (next == null) {
                    BsonDocument token = cursor.getResumeToken();
                    subscribers.forEach(subscriber -> subscriber.reached(token));
                } else if (!pass(next)) {
                    end("The collection was dropped or renamed");
                }
            }
        } catch (MongoException e) {
            LOG.warn(
                    "Changes of {} cannot be followed any more, their readers come again: {}",
                    source.name(),
                    e.getMessage());
            end("The changes cannot be followed at the moment");
        } finally {
            end("The changes cannot be followed any more");
            onEnd.run();
        }
    }

    private boolean pass(ChangeStreamDocument<RawBsonDocument> next) {
        if (ChangeSource.isEnd(next)) {
            return false;
        }
        ChangeSource.change(next).ifPresent(change -> subscribers.forEach(each -> each.changed(change)));
        return true;
    }

    private void end(String reason) {
        synchronized (this) {
            closed = true;
        }
        subscribers.forEach(subscriber -> {
            subscribers.remove(subscriber);
            subscriber.ended(reason);
        });
    }
}
