package eu.flexcoop.middleware.resources.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How time is cut into periods, which follow each other without gaps.
 *
 * @param start the start of the period that an instant is in
 * @param next the start of the period after that which starts at an instant
 */
public record Periods(UnaryOperator<Instant> start, UnaryOperator<Instant> next) {
    public Periods {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(next, "next");
    }
}
