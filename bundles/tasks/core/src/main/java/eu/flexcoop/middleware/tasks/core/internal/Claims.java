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
import static eu.flexcoop.middleware.mongo.api.MongoCalls.call;

/**
 * Claims on tasks: which worker runs a task, until when, and how it ends. Each step is one atomic update of one document under the
 * condition that the claim is still held.
 */
final class Claims {
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final TaskCollection collection;
    private final MongoCollection<Document> tasks;
    private final Duration lease;

    /** @param lease how long a claim holds without a heartbeat */
    Claims(TaskCollection collection, Duration lease) {
        this.collection = collection;
        this.tasks = collection.documents();
        this.lease = lease;
    }

    /** Takes a queued task; empty if it is not queued (any more). */
    Optional<Claim> claim(String id, String worker) {
        Bson queued = and(eq(TaskFields.ID, new ObjectId(id)), eq(TaskFields.STATE, TaskState.QUEUED.key()));
        Document claimed = new Document(TaskFields.STATE, TaskState.RUNNING.key())
                .append(TaskFields.WORKER, worker)
                .append(TaskFields.CLAIM, new Document("$add", List.of("$" + TaskFields.CLAIM, 1)))
                .append(TaskFields.ATTEMPTS, new Document("$add", List.of("$" + TaskFields.ATTEMPTS, 1)))
                .append(TaskFields.STARTED_AT, "$$NOW")
                .append(TaskFields.UPDATED, "$$NOW")
                .append(TaskFields.LEASE_EXPIRES_AT, leaseEnd())
                .append(TaskFields.PROGRESS, 0.0)
                .append(TaskFields.MESSAGE, "");
        List<Bson> steps = List.of(
                new Document("$set", claimed),
                new Document("$unset", List.of(TaskFields.OUTBOX_ID, TaskFields.NOT_BEFORE)));
        return Optional.ofNullable(
                        call("claim task %s".formatted(id), () -> tasks.findOneAndUpdate(queued, steps, AFTER)))
                .map(document -> new Claim(
                        TaskFields.task(document),
                        worker,
                        document.getInteger(TaskFields.CLAIM),
                        TaskFields.instant(document, TaskFields.POSTPONED_AT)));
    }

    /** What a worker learns from a heartbeat. */
    enum Renewal {
        HELD,
        CANCEL_REQUESTED,
        LOST
    }

    Renewal renew(Claim claim, RunningTask.Progress progress) {
        Document renewed = new Document(TaskFields.LEASE_EXPIRES_AT, leaseEnd())
                .append(TaskFields.UPDATED, "$$NOW")
                .append(TaskFields.PROGRESS, progress.fraction())
                .append(TaskFields.MESSAGE, new Document("$literal", progress.message()));
        Document after = call(
                "renew the lease of task %s".formatted(claim.task().id()),
                () -> tasks.findOneAndUpdate(held(claim), List.of(new Document("$set", renewed)), AFTER));
        if (after == null) {
            return Renewal.LOST;
        }
        return after.getBoolean(TaskFields.CANCEL_REQUESTED, false) ? Renewal.CANCEL_REQUESTED : Renewal.HELD;
    }

    /** Writes a final state; false if the claim is not held any more, so that another worker decides on the task. */
    boolean end(Claim claim, TaskState state, double progress, String message) {
        return call(
                                "store the end of task %s"
                                        .formatted(claim.task().id()),
                                () -> tasks.updateOne(
                                        held(claim),
                                        combine(
                                                TaskCollection.ended(state, message),
                                                set(TaskFields.PROGRESS, progress))))
                        .getModifiedCount()
                > 0;
    }

    /** Queues a task again that could not run; it is tried again after the delay and keeps its number of attempts. */
    void postpone(Claim claim, Duration delay, String message) {
        Instant now = Instant.now();
        call(
                "queue task %s again".formatted(claim.task().id()),
                () -> tasks.updateOne(
                        held(claim),
                        combine(
                                TaskCollection.queuedAgain(message),
                                inc(TaskFields.ATTEMPTS, -1),
                                set(
                                        TaskFields.POSTPONED_AT,
                                        Date.from(claim.postponedSince().orElse(now))),
                                set(TaskFields.NOT_BEFORE, Date.from(now.plus(delay))))));
        collection.wakeOutbox();
    }

    /** The claims whose lease has expired. */
    List<Claim> expired() {
        Bson expired = and(eq(TaskFields.STATE, TaskState.RUNNING.key()), leaseExpired());
        return call("search tasks with expired leases", () -> tasks.find(expired)
                .map(document -> new Claim(
                        TaskFields.task(document),
                        document.getString(TaskFields.WORKER),
                        document.getInteger(TaskFields.CLAIM),
                        TaskFields.instant(document, TaskFields.POSTPONED_AT)))
                .into(new ArrayList<>()));
    }

    /** Queues a task again whose claim is held; false if the claim was lost. */
    boolean release(Claim claim, String message) {
        return queueAgain(claim, held(claim), message);
    }

    /** Queues a task again whose lease has expired; false if its worker renewed it or another process was faster. */
    boolean releaseExpired(Claim claim, String message) {
        return queueAgain(claim, and(held(claim), leaseExpired()), message);
    }

    private boolean queueAgain(Claim claim, Bson condition, String message) {
        Bson update = combine(TaskCollection.queuedAgain(message), unset(TaskFields.POSTPONED_AT));
        boolean queued =
                call("queue task %s again".formatted(claim.task().id()), () -> tasks.updateOne(condition, update))
                                .getModifiedCount()
                        > 0;
        collection.wakeOutbox();
        return queued;
    }

    private static Bson leaseExpired() {
        return expr(new Document("$lt", List.of("$" + TaskFields.LEASE_EXPIRES_AT, "$$NOW")));
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
