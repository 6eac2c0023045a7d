package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** The grid of the 15-minute documents: quarter hours of UTC, named by their start. */
public final class QuarterHour {
    public static final Duration LENGTH = Duration.ofMinutes(15);

    private QuarterHour() {}

    public static Instant of(Instant instant) {
        long length = LENGTH.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), length) * length);
    }

    /** Adds the quarter hours that share an instant with {@code from <= t < to}. */
    public static void collect(Instant from, Instant to, Collection<Instant> into) {
        for (Instant start = of(from); start.isBefore(to); start = start.plus(LENGTH)) {
            into.add(start);
        }
    }
}
