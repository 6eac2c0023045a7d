package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoException;
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
import org.osgi.service.metatype.annotations.Designate;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

/** Collection {@code task} with its indexes, and what all steps over it share. */
@Component(service = TaskCollection.class, configurationPid = TasksConfig.PID)
@Designate(ocd = TasksConfig.class)
public final class TaskCollection {
    private final MongoCollection<Document> tasks;
    private final Duration history;
    private final Semaphore owed = new Semaphore(0);

    @Activate
    public TaskCollection(@Reference MongoCollections mongo, TasksConfig config) {
        this.history = Duration.parse(config.history());
        this.tasks = mongo.open(
                TaskFields.COLLECTION,
                new IndexModel(
                        Indexes.ascending(TaskFields.CREATED_AT, TaskFields.ID),
                        new IndexOptions()
                                .name("owed_messages")
                                .partialFilterExpression(exists(TaskFields.OWED_MESSAGE))),
                new IndexModel(
                        Indexes.ascending(TaskFields.STATE, TaskFields.QUEUE, TaskFields.CREATED_AT),
                        new IndexOptions().name("by_state")),
                new IndexModel(
                        Indexes.descending(TaskFields.CREATED_AT, TaskFields.ID), new IndexOptions().name("newest")),
                new IndexModel(
                        Indexes.compoundIndex(
                                Indexes.ascending(TaskFields.TYPE, TaskFields.SUBJECT),
                                Indexes.descending(TaskFields.CREATED_AT)),
                        new IndexOptions().name("by_subject")),
                new IndexModel(
                        Indexes.ascending(TaskFields.EXPIRES_AT),
                        new IndexOptions().name("history").expireAfter(0L, TimeUnit.SECONDS)));
    }

    MongoCollection<Document> documents() {
        return tasks;
    }

    /** Says that a message has fallen due. */
    void owe() {
        owed.release();
    }

    /** Waits until a message falls due or the time is over. */
    void awaitOwed(Duration time) throws InterruptedException {
        if (owed.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
            owed.drainPermits();
        }
    }

    /** The changes that make a task wait (again). */
    static Bson waitsAgain(String message) {
        return combine(
                set(TaskFields.STATE, TaskState.QUEUED.key()),
                set(TaskFields.MESSAGE, message),
                set(TaskFields.OWED_MESSAGE, new ObjectId()),
                unset(TaskFields.LEASE_UNTIL),
                unset(TaskFields.STARTED_AT));
    }

    /** The changes that end a task. */
    Bson ended(TaskState state, String message) {
        Instant now = Instant.now();
        return combine(
                set(TaskFields.STATE, state.key()),
                set(TaskFields.MESSAGE, message),
                set(TaskFields.ENDED_AT, Date.from(now)),
                set(TaskFields.EXPIRES_AT, Date.from(now.plus(history))),
                unset(TaskFields.OWED_MESSAGE),
                unset(TaskFields.NOT_BEFORE),
                unset(TaskFields.WAITING_SINCE),
                unset(TaskFields.LEASE_UNTIL));
    }

    static void stored(String failure, Runnable step) {
        stored(failure, () -> {
            step.run();
            return null;
        });
    }

    /** @throws UnavailableException with the failure as its message, if the database does not answer */
    static <T> T stored(String failure, Supplier<T> step) {
        try {
            return step.get();
        } catch (MongoException e) {
            throw new UnavailableException(failure + " because MongoDB does not answer", e);
        }
    }
}
