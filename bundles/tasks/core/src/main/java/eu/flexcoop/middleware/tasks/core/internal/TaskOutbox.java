package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.tasks.api.TaskState;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static eu.flexcoop.middleware.mongo.api.MongoCalls.call;

/**
 * The transactional outbox: a task and the message that announces it are one document, so none of them is stored without the
 * other. A message stays in the outbox until the broker has confirmed it.
 */
final class TaskOutbox {
    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;

    TaskOutbox(TaskCollection collection) {
        this.collection = collection;
        this.tasks = collection.documents();
    }

    /** Messages that the broker does not have yet, in the order in which their tasks were submitted. */
    List<OutboxMessage> due(int limit) {
        Bson due = and(
                exists(TaskFields.OUTBOX_ID),
                or(not(exists(TaskFields.NOT_BEFORE)), lt(TaskFields.NOT_BEFORE, new Date())));
        return call("read the outbox of tasks", () -> tasks.find(due)
                .sort(ascending(TaskFields.CREATED, TaskFields.ID))
                .limit(limit)
                .map(document -> new OutboxMessage(
                        document.getObjectId(TaskFields.ID),
                        document.getString(TaskFields.QUEUE),
                        document.getString(TaskFields.TYPE),
                        document.getObjectId(TaskFields.OUTBOX_ID)))
                .into(new ArrayList<>()));
    }

    /** Removes messages that the broker has confirmed; a later message of the same task stays. */
    void remove(List<OutboxMessage> confirmed) {
        Bson messages = and(
                in(TaskFields.ID, confirmed.stream().map(OutboxMessage::task).toList()),
                in(
                        TaskFields.OUTBOX_ID,
                        confirmed.stream().map(OutboxMessage::id).toList()));
        Date now = new Date();
        call(
                "remove %d messages from the outbox of tasks".formatted(confirmed.size()),
                () -> tasks.updateMany(
                        messages,
                        combine(
                                unset(TaskFields.OUTBOX_ID),
                                unset(TaskFields.NOT_BEFORE),
                                set(TaskFields.PUBLISHED_AT, now),
                                set(TaskFields.UPDATED, now))));
    }

    /** Number of queued tasks whose message the broker has had for longer than the given time. */
    long publishedBefore(String queue, Duration age) {
        return call("count queued tasks", () -> tasks.countDocuments(published(queue, age)));
    }

    /**
     * Puts the messages of those tasks into the outbox again, for a broker that lost its queues. A task whose message has been
     * published again as often as allowed fails, since no worker can start it.
     *
     * @return the number of tasks that failed
     */
    long publishAgain(String queue, Duration age, int maxRepublications) {
        Bson lost = published(queue, age);
        String reason = ("Its message was published %d times more and no worker started it; see the log and %s.failed"
                        + " on the broker")
                .formatted(maxRepublications, QueueNames.amqp(queue));
        long failed = call(
                        "fail tasks that no worker can start",
                        () -> tasks.updateMany(
                                and(lost, gte(TaskFields.REPUBLICATIONS, maxRepublications)),
                                TaskCollection.ended(TaskState.FAILED, reason)))
                .getModifiedCount();
        call(
                "put lost messages into the outbox of tasks",
                () -> tasks.updateMany(
                        lost,
                        combine(
                                set(TaskFields.OUTBOX_ID, new ObjectId()),
                                inc(TaskFields.REPUBLICATIONS, 1),
                                set(TaskFields.UPDATED, new Date()))));
        collection.wakeOutbox();
        return failed;
    }

    private static Bson published(String queue, Duration age) {
        return and(
                eq(TaskFields.STATE, TaskState.QUEUED.key()),
                eq(TaskFields.QUEUE, queue),
                lt(TaskFields.PUBLISHED_AT, Date.from(Instant.now().minus(age))),
                not(exists(TaskFields.OUTBOX_ID)));
    }

    /**
     * A message that announces a task to the broker.
     *
     * @param id tells it from later messages of the same task
     */
    record OutboxMessage(ObjectId task, String queue, String type, ObjectId id) {}
}
