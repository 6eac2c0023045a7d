package eu.flexcoop.middleware.telemetry.spi;

import java.time.Duration;

/**
 * The time around a quarter hour whose measurements a {@link Cleaner} looks at. The longer it is, the more documents change with
 * each measurement; the configuration {@code longestContext} bounds it.
 *
 * @param before time before the quarter hour
 * @param after time after it
 * @param fillsGaps whether the measurements of other quarter hours matter only for those quarter hours that have none
 */
public record Context(Duration before, Duration after, boolean fillsGaps) {
    public static final Context NONE = new Context(Duration.ZERO, Duration.ZERO, true);

    public Context {
        if (before.isNegative() || after.isNegative()) {
            throw new IllegalArgumentException(
                    "The context %s before and %s after is negative".formatted(before, after));
        }
    }

    /** What both together look at. */
    public Context and(Context other) {
        return new Context(
                before.compareTo(other.before) >= 0 ? before : other.before,
                after.compareTo(other.after) >= 0 ? after : other.after,
                fillsGaps && other.fillsGaps);
    }

    public boolean isNone() {
        return before.isZero() && after.isZero();
    }
}
