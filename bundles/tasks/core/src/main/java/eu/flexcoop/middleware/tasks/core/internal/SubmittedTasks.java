package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.ArrayList;
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
import static com.mongodb.client.model.Updates.set;
import static eu.flexcoop.middleware.tasks.core.internal.TaskCollection.stored;

/** Takes tasks in, finds them, cancels them. */
final class SubmittedTasks {
    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;

    SubmittedTasks(TaskCollection collection) {
        this.collection = collection;
        this.tasks = collection.documents();
    }

    Task insert(String queue, String type, String subject, Map<String, Object> parameters) {
        Document document = TaskFields.queued(queue, type, subject, parameters, Instant.now());
        stored("Task '%s %s' was not queued".formatted(type, subject), () -> tasks.insertOne(document));
        collection.owe();
        return TaskFields.task(document);
    }

    Optional<Task> find(String id) {
        if (!ObjectId.isValid(id)) {
            return Optional.empty();
        }
        return Optional.ofNullable(stored(
                        "Task %s was not read".formatted(id),
                        () -> tasks.find(eq(TaskFields.ID, new ObjectId(id))).first()))
                .map(TaskFields::task);
    }

    List<Task> newest(int limit) {
        return stored("Tasks were not listed", () -> tasks.find()
                .sort(orderBy(descending(TaskFields.CREATED_AT, TaskFields.ID)))
                .limit(limit)
                .map(TaskFields::task)
                .into(new ArrayList<>()));
    }

    /** Number of tasks per state, without those that are over. */
    Map<TaskState, Integer> unfinished() {
        Map<TaskState, Integer> counts = new HashMap<>();
        stored("Tasks were not counted", () -> tasks.aggregate(List.of(
                        Aggregates.match(in(TaskFields.STATE, TaskState.QUEUED.key(), TaskState.RUNNING.key())),
                        Aggregates.group("$" + TaskFields.STATE, Accumulators.sum("n", 1))))
                .into(new ArrayList<>())
                .forEach(row -> counts.put(TaskState.of(row.getString(TaskFields.ID)), row.getInteger("n"))));
        return counts;
    }

    /** Cancels what waits, or notes the wish for what runs. */
    boolean cancel(String id) {
        if (!ObjectId.isValid(id)) {
            return false;
        }
        Bson task = eq(TaskFields.ID, new ObjectId(id));
        return stored("Task %s was not cancelled".formatted(id), () -> {
            Bson waiting = and(task, eq(TaskFields.STATE, TaskState.QUEUED.key()));
            Bson running = and(task, eq(TaskFields.STATE, TaskState.RUNNING.key()));
            Bson cancelled = collection.ended(TaskState.CANCELLED, "Cancelled before it began");
            // a running task may go back to waiting between the two, hence the second look at waiting
            return tasks.updateOne(waiting, cancelled).getModifiedCount() > 0
                    || tasks.updateOne(running, set(TaskFields.CANCEL_REQUESTED, true))
                                    .getMatchedCount()
                            > 0
                    || tasks.updateOne(waiting, cancelled).getModifiedCount() > 0;
        });
    }
}
