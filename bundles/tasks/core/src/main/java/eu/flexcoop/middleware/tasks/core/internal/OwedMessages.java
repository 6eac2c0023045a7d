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
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static eu.flexcoop.middleware.tasks.core.internal.TaskCollection.stored;

/** The messages that the broker shall have, kept with their tasks until it confirmed them. */
final class OwedMessages {
    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;

    OwedMessages(TaskCollection collection) {
        this.collection = collection;
        this.tasks = collection.documents();
    }

    /** Messages that the broker does not have yet, in the order in which their tasks were submitted. */
    List<OwedMessage> due(int limit) {
        Bson owed = and(
                exists(TaskFields.OWED_MESSAGE),
                or(not(exists(TaskFields.NOT_BEFORE)), lt(TaskFields.NOT_BEFORE, new Date())));
        return stored("Owed messages were not looked for", () -> tasks.find(owed)
                .sort(ascending(TaskFields.CREATED_AT, TaskFields.ID))
                .limit(limit)
                .map(document -> new OwedMessage(
                        document.getObjectId(TaskFields.ID),
                        document.getString(TaskFields.QUEUE),
                        document.getString(TaskFields.TYPE),
                        document.getObjectId(TaskFields.OWED_MESSAGE)))
                .into(new ArrayList<>()));
    }

    /** Notes that the broker has the message, unless another has fallen due since. */
    void published(OwedMessage message) {
        stored(
                "Message of task %s was not noted".formatted(message.task()),
                () -> tasks.updateOne(
                        and(eq(TaskFields.ID, message.task()), eq(TaskFields.OWED_MESSAGE, message.token())),
                        combine(
                                unset(TaskFields.OWED_MESSAGE),
                                unset(TaskFields.NOT_BEFORE),
                                set(TaskFields.PUBLISHED_AT, new Date()))));
    }

    /** Waiting tasks of a queue whose message the broker has had for longer than the given time. */
    long publishedLongAgo(String queue, Duration time) {
        return stored(
                "Waiting tasks were not counted",
                () -> tasks.countDocuments(publishedBefore(queue, Instant.now().minus(time))));
    }

    /** Lets the messages of those tasks fall due again; for a broker that lost its queues. */
    void oweAgain(String queue, Duration time) {
        stored(
                "Lost messages were not noted",
                () -> tasks.updateMany(
                        publishedBefore(queue, Instant.now().minus(time)),
                        set(TaskFields.OWED_MESSAGE, new ObjectId())));
        collection.owe();
    }

    private static Bson publishedBefore(String queue, Instant limit) {
        return and(
                eq(TaskFields.STATE, TaskState.QUEUED.key()),
                eq(TaskFields.QUEUE, queue),
                lt(TaskFields.PUBLISHED_AT, Date.from(limit)),
                not(exists(TaskFields.OWED_MESSAGE)));
    }

    /**
     * A message that the broker shall have.
     *
     * @param token tells this debt from later ones of the same task
     */
    record OwedMessage(ObjectId task, String queue, String type, ObjectId token) {}
}
