package eu.flexcoop.middleware.telemetry.spi;

import java.time.Instant;

/** The quarter hour that is computed: {@code from <= t < to}. */
public record Window(Instant from, Instant to) {
    public Window {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("The window %s..%s is empty".formatted(from, to));
        }
    }

    public boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    /** Whether {@code start <= t < end} has an instant of the window. */
    public boolean overlaps(Instant start, Instant end) {
        return start.isBefore(to) && end.isAfter(from);
    }
}
