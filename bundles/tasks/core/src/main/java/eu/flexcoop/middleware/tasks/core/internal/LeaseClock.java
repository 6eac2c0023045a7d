package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.TaskState;

/** Gives the signs of life of the tasks that run here, and lets those begin again whose worker gives none. */
final class LeaseClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseClock.class);

    private final Claims claims;
    private final Collection<RunningTask> running;
    private final int maxAttempts;
    private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(2, LeaseClock::thread);

    /** @param running a live view of what runs here */
    LeaseClock(Claims claims, Collection<RunningTask> running, int maxAttempts, Duration heartbeat) {
        this.claims = claims;
        this.running = running;
        this.maxAttempts = maxAttempts;
        // two threads: looking for orphans while the database is away must not hold up the signs of life
        ticks.scheduleWithFixedDelay(
                guarded(this::renew), heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        ticks.scheduleWithFixedDelay(guarded(this::adopt), 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }

    private void renew() {
        for (RunningTask task : running) {
            switch (claims.renew(task.claim(), task.progress(), task.message())) {
                case HELD -> {}
                case CANCEL_REQUESTED -> task.ask(RunningTask.Stop.CANCELLED);
                case LOST -> task.ask(RunningTask.Stop.LOST);
            }
        }
    }

    private void adopt() {
        for (Claim orphan : claims.orphans()) {
            String task = orphan.task().id();
            if (orphan.task().attempts() >= maxAttempts) {
                String reason = "Its worker died in each of %d attempts (maxAttempts in etc/%s.cfg)"
                        .formatted(orphan.task().attempts(), TasksConfig.PID);
                if (claims.end(orphan, TaskState.FAILED, orphan.task().progress(), reason)) {
                    LOG.warn("Task {} failed: {}", task, reason);
                }
            } else if (claims.release(orphan, true, "Its worker died, the task begins again")) {
                LOG.warn("Worker {} of task {} died, the task begins again", orphan.worker(), task);
            }
        }
    }

    /** A scheduled step that throws would never run again. */
    private static Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (UnavailableException e) {
                LOG.debug("Leases could not be looked after, trying again", e);
            } catch (RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    LOG.error("Leases could not be looked after", e);
                }
            }
        };
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "task-leases");
        thread.setDaemon(true);
        return thread;
    }
}
