package eu.flexcoop.middleware.imports.amon.internal;

import java.util.Optional;

/** What the values of a reading are. */
enum Period {
    /** The energy of the interval that begins at the timestamp, or a value at that instant. */
    INSTANT,
    /** The reading of a register. */
    CUMULATIVE;

    static Optional<Period> named(String name) {
        for (Period period : values()) {
            if (period.name().equals(name)) {
                return Optional.of(period);
            }
        }
        return Optional.empty();
    }
}
