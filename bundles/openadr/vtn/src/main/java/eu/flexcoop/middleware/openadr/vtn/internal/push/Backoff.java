package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential back-off with full jitter: a pause is a random part of a limit that doubles with each failure in a row. Immutable.
 *
 * @param first limit of the pause after the first failure
 * @param longest limit of all pauses
 */
record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    /** @param failures in a row, at least one */
    Duration pause(int failures) {
        return pause(failures, ThreadLocalRandom.current()::nextDouble);
    }

    /** @param random from 0 to 1 */
    Duration pause(int failures, DoubleSupplier random) {
        double limit = Math.min(
                longest.toMillis(), first.toMillis() * Math.scalb(1.0, Math.min(failures - 1, MOST_DOUBLINGS)));
        return Duration.ofMillis((long) (limit * random.getAsDouble()));
    }

    /** For a VEN that is unreachable: the longest pause, from half of it on, so that many do not come at once. */
    Duration longPause() {
        return longest.dividedBy(2).plus(pause(MOST_DOUBLINGS).dividedBy(2));
    }
}
