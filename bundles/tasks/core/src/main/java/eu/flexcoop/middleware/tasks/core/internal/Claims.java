package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.tasks.api.TaskState;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.expr;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static eu.flexcoop.middleware.tasks.core.internal.TaskCollection.stored;

/** The steps of tasks that run: who does them, until when, and how they end. Each is one atomic update of one document. */
final class Claims {
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;
    private final Duration lease;

    /** @param lease how long a claim holds without a sign of life */
    Claims(TaskCollection collection, Duration lease) {
        this.collection = collection;
        this.tasks = collection.documents();
        this.lease = lease;
    }

    /** Takes a waiting task; empty if it does not wait (any more). */
    Optional<Claim> claim(String id, String worker) {
        Bson waiting = and(eq(TaskFields.ID, new ObjectId(id)), eq(TaskFields.STATE, TaskState.QUEUED.key()));
        Document began = new Document(TaskFields.STATE, TaskState.RUNNING.key())
                .append(TaskFields.WORKER, worker)
                .append(TaskFields.CLAIM, new Document("$add", List.of("$" + TaskFields.CLAIM, 1)))
                .append(TaskFields.ATTEMPTS, new Document("$add", List.of("$" + TaskFields.ATTEMPTS, 1)))
                .append(TaskFields.STARTED_AT, "$$NOW")
                .append(TaskFields.LEASE_UNTIL, leaseEnd())
                .append(TaskFields.PROGRESS, 0.0)
                .append(TaskFields.MESSAGE, "");
        List<Bson> steps = List.of(
                new Document("$set", began),
                new Document("$unset", List.of(TaskFields.OWED_MESSAGE, TaskFields.NOT_BEFORE)));
        return Optional.ofNullable(stored(
                        "Task %s was not begun".formatted(id), () -> tasks.findOneAndUpdate(waiting, steps, AFTER)))
                .map(document -> new Claim(
                        TaskFields.task(document),
                        worker,
                        document.getInteger(TaskFields.CLAIM),
                        TaskFields.instant(document, TaskFields.WAITING_SINCE)));
    }

    /** What a worker learns from a sign of life. */
    enum Renewal {
        HELD,
        CANCEL_REQUESTED,
        LOST
    }

    Renewal renew(Claim claim, double progress, String message) {
        Document alive = new Document(TaskFields.LEASE_UNTIL, leaseEnd())
                .append(TaskFields.PROGRESS, progress)
                .append(TaskFields.MESSAGE, new Document("$literal", message));
        Document after = stored(
                "Task %s was not renewed".formatted(claim.task().id()),
                () -> tasks.findOneAndUpdate(held(claim), List.of(new Document("$set", alive)), AFTER));
        if (after == null) {
            return Renewal.LOST;
        }
        return after.getBoolean(TaskFields.CANCEL_REQUESTED, false) ? Renewal.CANCEL_REQUESTED : Renewal.HELD;
    }

    /** Writes a final state; false if the claim was lost, so that somebody else decides what becomes of the task. */
    boolean end(Claim claim, TaskState state, double progress, String message) {
        return stored(
                                "The end of task %s was not stored"
                                        .formatted(claim.task().id()),
                                () -> tasks.updateOne(
                                        held(claim),
                                        combine(collection.ended(state, message), set(TaskFields.PROGRESS, progress))))
                        .getModifiedCount()
                > 0;
    }

    /** Puts a task back that could not begin; it is tried again after the delay and keeps its attempts. */
    void postpone(Claim claim, Duration delay, String message) {
        Instant now = Instant.now();
        stored(
                "Task %s was not put back".formatted(claim.task().id()),
                () -> tasks.updateOne(
                        held(claim),
                        combine(
                                TaskCollection.waitsAgain(message),
                                inc(TaskFields.ATTEMPTS, -1),
                                set(
                                        TaskFields.WAITING_SINCE,
                                        Date.from(claim.waitingSince().orElse(now))),
                                set(TaskFields.NOT_BEFORE, Date.from(now.plus(delay))))));
        collection.owe();
    }

    /** Tasks whose worker gave no sign of life in time, as if they were claims of that worker. */
    List<Claim> orphans() {
        Bson silent = and(
                eq(TaskFields.STATE, TaskState.RUNNING.key()),
                expr(new Document("$lt", List.of("$" + TaskFields.LEASE_UNTIL, "$$NOW"))));
        return stored("Orphaned tasks were not looked for", () -> tasks.find(silent)
                .map(document -> new Claim(
                        TaskFields.task(document),
                        document.getString(TaskFields.WORKER),
                        document.getInteger(TaskFields.CLAIM),
                        TaskFields.instant(document, TaskFields.WAITING_SINCE)))
                .into(new ArrayList<>()));
    }

    /** Lets a task begin again; false if its worker came back or somebody was quicker. */
    boolean release(Claim claim, boolean orphan, String message) {
        Bson filter = orphan
                ? and(held(claim), expr(new Document("$lt", List.of("$" + TaskFields.LEASE_UNTIL, "$$NOW"))))
                : held(claim);
        boolean released = stored(
                                "Task %s was not put back"
                                        .formatted(claim.task().id()),
                                () -> tasks.updateOne(
                                        filter,
                                        combine(TaskCollection.waitsAgain(message), unset(TaskFields.WAITING_SINCE))))
                        .getModifiedCount()
                > 0;
        collection.owe();
        return released;
    }

    private Document leaseEnd() {
        return new Document("$add", List.of("$$NOW", lease.toMillis()));
    }

    private static Bson held(Claim claim) {
        return and(
                eq(TaskFields.ID, claim.id()),
                eq(TaskFields.STATE, TaskState.RUNNING.key()),
                eq(TaskFields.WORKER, claim.worker()),
                eq(TaskFields.CLAIM, claim.number()));
    }
}
