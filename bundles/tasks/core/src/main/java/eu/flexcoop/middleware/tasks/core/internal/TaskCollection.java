package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

/** Collection {@code task} with its indexes, and the updates that several classes share. */
@Component(service = TaskCollection.class)
public final class TaskCollection {
    private final MongoCollection<Document> tasks;
    private final Semaphore outbox = new Semaphore(0);

    @Activate
    public TaskCollection(@Reference MongoCollections mongo) {
        this.tasks = mongo.open(
                TaskFields.COLLECTION,
                Retention.of(TaskFields.ENDED_AT, Duration.ofDays(30)),
                new IndexModel(
                        Indexes.ascending(TaskFields.CREATED, TaskFields.ID),
                        new IndexOptions().name("outbox").partialFilterExpression(exists(TaskFields.OUTBOX_ID))),
                new IndexModel(
                        Indexes.ascending(TaskFields.STATE, TaskFields.QUEUE, TaskFields.CREATED),
                        new IndexOptions().name("by_state")),
                new IndexModel(
                        Indexes.descending(TaskFields.CREATED, TaskFields.ID), new IndexOptions().name("newest")),
                new IndexModel(
                        Indexes.compoundIndex(
                                Indexes.ascending(TaskFields.TYPE, TaskFields.SUBJECT),
                                Indexes.descending(TaskFields.CREATED)),
                        new IndexOptions().name("by_subject")));
    }

    MongoCollection<Document> documents() {
        return tasks;
    }

    /** Wakes the publisher of this process because a message was put into the outbox. */
    void wakeOutbox() {
        outbox.release();
    }

    /** Waits until a message is put into the outbox by this process, or the time has passed. */
    void awaitOutbox(Duration time) throws InterruptedException {
        if (outbox.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
            outbox.drainPermits();
        }
    }

    /** The update that queues a task again, with a message in the outbox. */
    static Bson queuedAgain(String message) {
        return combine(
                set(TaskFields.STATE, TaskState.QUEUED.key()),
                set(TaskFields.MESSAGE, message),
                set(TaskFields.OUTBOX_ID, new ObjectId()),
                set(TaskFields.UPDATED, new Date()),
                unset(TaskFields.REPUBLICATIONS),
                unset(TaskFields.LEASE_EXPIRES_AT),
                unset(TaskFields.STARTED_AT));
    }

    /** The update that ends a task; the retention of the collection starts from here. */
    static Bson ended(TaskState state, String message) {
        Date now = new Date();
        return combine(
                set(TaskFields.STATE, state.key()),
                set(TaskFields.MESSAGE, message),
                set(TaskFields.ENDED_AT, now),
                set(TaskFields.UPDATED, now),
                unset(TaskFields.OUTBOX_ID),
                unset(TaskFields.NOT_BEFORE),
                unset(TaskFields.POSTPONED_AT),
                unset(TaskFields.LEASE_EXPIRES_AT));
    }
}
