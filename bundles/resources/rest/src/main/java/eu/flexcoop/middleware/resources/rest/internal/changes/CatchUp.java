package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import org.bson.RawBsonDocument;

/**
 * Sends a client that comes again what it has missed, then lets it join the feed. Runs in steps, so that a client that reads slowly
 * occupies no thread.
 */
final class CatchUp implements Runnable {
    private static final int STEP = 500;
    private static final long PAUSE_MILLIS = 50;

    private final MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> missed;
    private final ChangeSubscription subscription;
    private final Runnable join;
    private final ScheduledExecutorService threads;
    private boolean joined;

    /** @param join makes the subscription a subscriber of the feed */
    CatchUp(
            MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> missed,
            ChangeSubscription subscription,
            Runnable join,
            ScheduledExecutorService threads) {
        this.missed = missed;
        this.subscription = subscription;
        this.join = join;
        this.threads = threads;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < STEP; i++) {
                if (subscription.isBehind()) {
                    again(PAUSE_MILLIS);
                    return;
                }
                ChangeStreamDocument<RawBsonDocument> next = missed.tryNext();
                if (next != null) {
                    ChangeSource.change(next).ifPresent(subscription::deliver);
                } else if (!joined) {
                    // changes that come between this look and the feed are read by one more look
                    join.run();
                    joined = true;
                } else {
                    missed.close();
                    subscription.caughtUp();
                    return;
                }
            }
            again(0);
        } catch (MongoException | IllegalStateException e) {
            // the latter if the stream was ended and its cursor closed meanwhile
            missed.close();
            subscription.ended("The changes cannot be followed at the moment");
        }
    }

    private void again(long delayMillis) {
        try {
            threads.schedule(this, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            missed.close();
        }
    }
}
