package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.bson.types.ObjectId;

import eu.flexcoop.middleware.tasks.api.Task;

/**
 * One run of a task by one worker. Only the holder of the latest claim may write what becomes of the task.
 *
 * @param task the task when it was claimed
 * @param worker who claimed it
 * @param number rises with each claim of the task
 * @param waitingSince since when it waits for its handler, where it does
 */
record Claim(Task task, String worker, int number, Optional<Instant> waitingSince) {
    Claim {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(waitingSince, "waitingSince");
    }

    ObjectId id() {
        return new ObjectId(task.id());
    }
}
