package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.spi.TaskContext;

/** A task while this process runs it. */
final class RunningTask implements TaskContext {
    /** Why a task is asked to stop; a later constant overrides an earlier one. */
    enum Stop {
        NONE,
        CANCELLED,
        /** The middleware stops; the task is queued again. */
        SHUTDOWN,
        /** The lease expired and another worker may run the task; the outcome of this run is discarded. */
        LOST
    }

    /**
     * What the handler reported last.
     *
     * @param fraction from 0 to 1
     */
    record Progress(double fraction, String message) {}

    private final Claim claim;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Stop stop = Stop.NONE;
    private volatile Progress progress = new Progress(0, "");

    RunningTask(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    @Override
    public Task task() {
        return claim.task();
    }

    @Override
    public void progress(double fraction, String message) {
        progress = new Progress(fraction >= 0 ? Math.min(fraction, 1) : 0, message);
    }

    @Override
    public boolean cancelRequested() {
        return stop != Stop.NONE;
    }

    Progress progress() {
        return progress;
    }

    synchronized void requestStop(Stop reason) {
        if (reason.compareTo(stop) > 0) {
            stop = reason;
        }
    }

    Stop stop() {
        return stop;
    }

    void ended() {
        ended.countDown();
    }

    void awaitEnd(Duration limit) throws InterruptedException {
        ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** For the log. */
    @Override
    public String toString() {
        Task task = task();
        return "%s (%s %s, attempt %d)".formatted(task.id(), task.type(), task.subject(), task.attempts());
    }
}
