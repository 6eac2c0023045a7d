package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.bson.types.ObjectId;

import eu.flexcoop.middleware.tasks.api.Task;

/**
 * One run of a task by one worker. Only the holder of the latest claim may write the outcome.
 *
 * @param task the task when it was claimed
 * @param worker the worker that claimed it
 * @param number rises with each claim of the task
 * @param postponedSince since when it has been postponed, if it was
 */
record Claim(Task task, String worker, int number, Optional<Instant> postponedSince) {
    Claim {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(postponedSince, "postponedSince");
    }

    ObjectId id() {
        return new ObjectId(task.id());
    }
}
