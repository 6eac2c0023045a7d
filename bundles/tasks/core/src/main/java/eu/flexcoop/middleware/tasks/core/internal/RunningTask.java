package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.spi.TaskContext;

/** A task while this process does it. */
final class RunningTask implements TaskContext {
    /** Why a task is asked to stop; the strongest reason wins. */
    enum Stop {
        NONE,
        CANCELLED,
        /** The middleware stops; the task begins again elsewhere or later. */
        SHUTDOWN,
        /** Another worker took the task over; what this one still does counts for nothing. */
        LOST
    }

    private record Word(double progress, String message) {}

    private final Claim claim;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Stop stop = Stop.NONE;
    private volatile Word word = new Word(0, "");

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
        word = new Word(fraction >= 0 ? Math.min(fraction, 1) : 0, message);
    }

    @Override
    public boolean cancelRequested() {
        return stop != Stop.NONE;
    }

    double progress() {
        return word.progress();
    }

    String message() {
        return word.message();
    }

    synchronized void ask(Stop reason) {
        if (reason.compareTo(stop) > 0) {
            stop = reason;
        }
    }

    Stop stop() {
        return stop;
    }

    void ended() {
        over.countDown();
    }

    void awaitEnd(Duration limit) throws InterruptedException {
        over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    void awaitEnd() throws InterruptedException {
        over.await();
    }
}
