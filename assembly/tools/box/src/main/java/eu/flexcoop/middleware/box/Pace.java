package eu.flexcoop.middleware.box;

import java.time.Duration;

/**
 * How fast a box sends what it has.
 *
 * @param batch readings in a report
 * @param pause between two messages while there is something to do
 */
record Pace(int batch, Duration pause) {
    /** A day of half hours in a report, one report after the other. */
    static final Pace FAST = new Pace(48, Duration.ZERO);

    Pace {
        if (batch < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "A report needs at least one reading and a pause is not negative (was %d, %s)"
                            .formatted(batch, pause));
        }
    }
}
