package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static eu.flexcoop.middleware.mongo.api.MongoCalls.call;

/** Inserts, finds and cancels tasks. */
final class SubmittedTasks {
    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;

    SubmittedTasks(TaskCollection collection) {
        this.collection = collection;
        this.tasks = collection.documents();
    }

    Task insert(String queue, String type, String subject, Map<String, Object> parameters) {
        Document document = TaskFields.queued(queue, type, subject, parameters, Instant.now());
        call("queue task '%s %s'".formatted(type, subject), () -> tasks.insertOne(document));
        collection.wakeOutbox();
        return TaskFields.task(document);
    }

    Optional<Task> find(String id) {
        if (!ObjectId.isValid(id)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        call("read task %s".formatted(id), () -> tasks.find(eq(TaskFields.ID, new ObjectId(id)))
                                .first()))
                .map(TaskFields::task);
    }

    List<Task> newest(int limit) {
        return call("list tasks", () -> tasks.find()
                .sort(orderBy(descending(TaskFields.CREATED, TaskFields.ID)))
                .limit(limit)
                .map(TaskFields::task)
                .into(new ArrayList<>()));
    }

    /** Number of tasks per state, without those that have ended. */
    Map<TaskState, Integer> unfinished() {
        Map<TaskState, Integer> counts = new HashMap<>();
        List<Bson> steps = List.of(
                Aggregates.match(in(TaskFields.STATE, TaskState.QUEUED.key(), TaskState.RUNNING.key())),
                Aggregates.group("$" + TaskFields.STATE, Accumulators.sum("n", 1)));
        call("count tasks", () -> tasks.aggregate(steps).into(new ArrayList<>()))
                .forEach(row -> counts.put(TaskState.of(row.getString(TaskFields.ID)), row.getInteger("n")));
        return counts;
    }

    /** Gives up a task that is queued, without reading it; false if it is in another state or does not exist. */
    boolean failQueued(String id, String reason) {
        if (!ObjectId.isValid(id)) {
            return false;
        }
        Bson queued = and(eq(TaskFields.ID, new ObjectId(id)), eq(TaskFields.STATE, TaskState.QUEUED.key()));
        return call(
                                "fail task %s".formatted(id),
                                () -> tasks.updateOne(
                                        queued,
                                        combine(
                                                TaskCollection.ended(TaskState.FAILED, reason),
                                                set(TaskFields.GIVEN_UP, true))))
                        .getModifiedCount()
                > 0;
    }

    /** Queues a task again that was given up; false if it was not. */
    boolean queueGivenUp(String id) {
        if (!ObjectId.isValid(id)) {
            return false;
        }
        Bson givenUp = and(eq(TaskFields.ID, new ObjectId(id)), eq(TaskFields.GIVEN_UP, true));
        // without the time of its end, from which the retention counts
        Bson queued = combine(
                TaskCollection.queuedAgain("Put back by an operator"),
                unset(TaskFields.GIVEN_UP),
                unset(TaskFields.ENDED_AT));
        boolean changed = call("queue task %s again".formatted(id), () -> tasks.updateOne(givenUp, queued))
                        .getModifiedCount()
                > 0;
        collection.wakeOutbox();
        return changed;
    }

    /** Cancels a queued task, or stores the request to cancel a running one. */
    boolean cancel(String id) {
        if (!ObjectId.isValid(id)) {
            return false;
        }
        Bson task = eq(TaskFields.ID, new ObjectId(id));
        return call("cancel task %s".formatted(id), () -> {
            Bson queued = and(task, eq(TaskFields.STATE, TaskState.QUEUED.key()));
            Bson running = and(task, eq(TaskFields.STATE, TaskState.RUNNING.key()));
            Bson cancelled = TaskCollection.ended(TaskState.CANCELLED, "Cancelled before it started");
            Bson requested = combine(set(TaskFields.CANCEL_REQUESTED, true), set(TaskFields.UPDATED, new Date()));
            // a running task may be queued again between the first two updates, hence the third
            return tasks.updateOne(queued, cancelled).getModifiedCount() > 0
                    || tasks.updateOne(running, requested).getMatchedCount() > 0
                    || tasks.updateOne(queued, cancelled).getModifiedCount() > 0;
        });
    }
}
