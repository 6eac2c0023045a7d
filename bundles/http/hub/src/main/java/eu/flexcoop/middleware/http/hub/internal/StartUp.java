package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the start of the node is over: until then an address that nobody serves may be one that is not served yet. It is over once the container
 * has everything for the first time, or after a time in which a missing server would have been waited for. Thread-safe.
 */
final class StartUp {
    /** Asking the container takes some milliseconds. */
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final BooleanSupplier complete;
    private final LongSupplier nanoTime;
    private final long latest;
    private volatile boolean over;
    private long nextLook;

    /**
     * @param complete whether everything is there now
     * @param longest after which the start is over in any case
     */
    StartUp(BooleanSupplier complete, Duration longest, LongSupplier nanoTime) {
        this.complete = complete;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong();
        this.latest = nextLook + longest.toNanos();
    }

    /** Once true it stays so. */
    boolean isOver() {
        if (!over && isTimeToLook()) {
            over = nanoTime.getAsLong() - latest >= 0 || complete.getAsBoolean();
        }
        return over;
    }

    private synchronized boolean isTimeToLook() {
        long now = nanoTime.getAsLong();
        if (now - nextLook < 0) {
            return false;
        }
        nextLook = now + LOOK_NANOS;
        return true;
    }
}
