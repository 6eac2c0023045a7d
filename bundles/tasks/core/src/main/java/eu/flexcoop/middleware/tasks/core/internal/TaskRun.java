package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

/** Runs a claimed task by its handler and records the outcome under the claim. */
final class TaskRun {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);
    private static final int LONGEST_REASON = 1000;

    private final Claims claims;
    private final RunningTask task;
    private final Duration handlerWait;
    private final Duration retryDelay;

    /**
     * @param handlerWait how long a task may be postponed before it fails
     * @param retryDelay when a postponed task is tried again
     */
    TaskRun(Claims claims, RunningTask task, Duration handlerWait, Duration retryDelay) {
        this.claims = claims;
        this.task = task;
        this.handlerWait = handlerWait;
        this.retryDelay = retryDelay;
    }

    /** Returns the final state; empty if the task is queued again or another worker decides on it. */
    Optional<TaskState> run(TaskHandler handler) {
        LOG.info("Task {} started", task);
        try {
            handler.run(task);
            return finished();
        } catch (TaskPostponedException | UnavailableException e) {
            return postpone(e.getMessage());
        } catch (TaskCancelledException e) {
            return cancelled(e.getMessage());
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // foreign code: whatever it throws is the outcome of this task only
            return failed(e);
        }
    }

    /** Queues the task again, or fails it if it has been postponed for too long. */
    Optional<TaskState> postpone(String reason) {
        Claim claim = task.claim();
        Instant now = Instant.now();
        Instant since = claim.postponedSince().orElse(now);
        if (since.plus(handlerWait).isBefore(now)) {
            LOG.warn("Task {} failed, it has been postponed since {}: {}", task, since, reason);
            return end(TaskState.FAILED, 0, "%s. It has been postponed since %s".formatted(reason, since));
        }
        if (claim.postponedSince().isEmpty()) {
            LOG.warn("Task {} is postponed: {}", task, reason);
        }
        claims.postpone(claim, retryDelay, reason);
        return Optional.empty();
    }

    private Optional<TaskState> finished() {
        String message = task.progress().message();
        Optional<TaskState> ended = end(TaskState.FINISHED, 1, message);
        if (ended.isPresent()) {
            LOG.info("Task {} finished: {}", task, message);
        }
        return ended;
    }

    private Optional<TaskState> failed(Throwable e) {
        if (task.cancelRequested()) {
            LOG.debug("Task {} ended after a stop was requested", task, e);
            return cancelled(reason(e));
        }
        if (e instanceof MiddlewareException) {
            LOG.warn("Task {} failed: {}", task, reason(e));
        } else {
            LOG.warn("Task {} failed", task, e);
        }
        return end(TaskState.FAILED, task.progress().fraction(), reason(e));
    }

    private Optional<TaskState> cancelled(String reason) {
        if (task.stop() == RunningTask.Stop.SHUTDOWN) {
            claims.release(task.claim(), "The middleware was stopped, the task is queued again");
            LOG.info("Task {} was stopped with the middleware and is queued again", task);
            return Optional.empty();
        }
        LOG.info("Task {} was cancelled: {}", task, reason);
        return end(TaskState.CANCELLED, task.progress().fraction(), reason);
    }

    private Optional<TaskState> end(TaskState state, double progress, String message) {
        if (claims.end(task.claim(), state, progress, message)) {
            return Optional.of(state);
        }
        LOG.warn("Task {} lost its lease, its outcome is discarded: {}", task, state.key());
        return Optional.empty();
    }

    private static String reason(Throwable e) {
        String text = e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getName()
                : e instanceof MiddlewareException known
                        ? known.getMessage() + ". " + known.advice()
                        : e.getClass().getSimpleName() + ": " + e.getMessage();
        return shortened(text);
    }

    /** A reason that fits into the document of a task. */
    static String shortened(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
    }
}
