package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Polls of many boxes, each at a fixed pause after its last one and by one thread at a time. The first error is kept. Thread-safe. */
final class RegularPolls implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final ScheduledExecutorService threads;
    private final Duration pause;
    private final Queue<AtomicInteger> polls = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> error = new AtomicReference<>();

    /** One poll of one box. */
    interface Poll {
        void send() throws IOException;
    }

    RegularPolls(int threads, Duration pause) {
        this.threads = Executors.newScheduledThreadPool(threads);
        this.pause = pause;
    }

    /** Polls for the first time after the pause. */
    void add(Poll poll) {
        AtomicInteger sent = new AtomicInteger();
        polls.add(sent);
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        poll.send();
                        sent.incrementAndGet();
                    } catch (IOException | RuntimeException e) {
                        error.compareAndSet(null, e);
                    }
                },
                pause.toNanos(),
                pause.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /**
     * Lets them poll for a time, and until each has done so.
     *
     * @return how many polls there were since the first
     * @throws IOException if one of them went wrong
     */
    long during(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (error.get() == null && (System.nanoTime() < end || polls.stream().anyMatch(sent -> sent.get() == 0))) {
            Thread.sleep(LOOK_MILLIS);
        }
        if (error.get() != null) {
            throw new IOException(
                    "A poll of a connected box failed: " + error.get().getMessage(), error.get());
        }
        return polls.stream().mapToLong(AtomicInteger::get).sum();
    }

    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(1, TimeUnit.MINUTES);
    }
}
