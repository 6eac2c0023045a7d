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

/** Renews the leases of the tasks that run here with each heartbeat, and queues tasks again whose lease has expired. */
final class LeaseRenewer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);

    private final Claims claims;
    private final Collection<RunningTask> running;
    private final int maxAttempts;
    private final ScheduledExecutorService heartbeats = Executors.newScheduledThreadPool(2, LeaseRenewer::thread);

    /** @param running a live view of what runs here */
    LeaseRenewer(Claims claims, Collection<RunningTask> running, int maxAttempts, Duration heartbeat) {
        this.claims = claims;
        this.running = running;
        this.maxAttempts = maxAttempts;
        // two threads: a slow search for expired leases must not delay the renewal of others
        heartbeats.scheduleWithFixedDelay(
                guarded(this::renew), heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        heartbeats.scheduleWithFixedDelay(
                guarded(this::releaseExpired), 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
    }

    private void renew() {
        for (RunningTask task : running) {
            switch (claims.renew(task.claim(), task.progress())) {
                case HELD -> {}
                case CANCEL_REQUESTED -> task.requestStop(RunningTask.Stop.CANCELLED);
                case LOST -> task.requestStop(RunningTask.Stop.LOST);
            }
        }
    }

    private void releaseExpired() {
        for (Claim expired : claims.expired()) {
            String task = expired.task().id();
            if (runsHere(expired)) {
                // MongoDB was away for longer than the lease, or its clock jumped: the next heartbeat renews it
                LOG.debug("The lease of task {} expired while it runs here", task);
            } else if (expired.task().attempts() >= maxAttempts) {
                String reason = "Its worker died in each of %d attempts (maxAttempts in etc/%s.cfg)"
                        .formatted(expired.task().attempts(), TasksConfig.PID);
                if (claims.end(expired, TaskState.FAILED, expired.task().progress(), reason)) {
                    LOG.warn("Task {} failed: {}", task, reason);
                }
            } else if (claims.releaseExpired(expired, "Its worker died, the task is queued again")) {
                LOG.warn("The lease of worker {} on task {} expired, the task is queued again", expired.worker(), task);
            }
        }
    }

    private boolean runsHere(Claim claim) {
        return running.stream()
                .map(RunningTask::claim)
                .anyMatch(own -> own.id().equals(claim.id())
                        && own.worker().equals(claim.worker())
                        && own.number() == claim.number());
    }

    /** A scheduled step that throws would never run again. */
    private static Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (UnavailableException e) {
                LOG.debug("Leases were not renewed, trying again with the next heartbeat", e);
            } catch (RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    LOG.error("Leases were not renewed, trying again with the next heartbeat", e);
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
