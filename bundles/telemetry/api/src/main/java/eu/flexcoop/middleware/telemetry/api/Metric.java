package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;

/**
 * One thing that devices measure, and what becomes of its values. Which values are accepted is configuration of the cleaning.
 *
 * @param name snake-case name, for example {@code meter_kwh}
 * @param kind how the values of a quarter hour become one
 * @param field field of the 15-minute document that the metric fills; its unit is that of the stored samples, too
 */
public record Metric(String name, Kind kind, QuarterHourField field) {
    /** How the values of a quarter hour become one. */
    public enum Kind {
        /** Energy, either readings of a register or amounts per interval, spread over the quarter hours it was used in. */
        ENERGY,
        /** Gauge: the mean of the values. */
        MEAN,
        /** Gauge: the largest value. */
        MAXIMUM,
        /** Index: the first value, as text. */
        FIRST_AS_TEXT,
        /** State: the last value. */
        LAST
    }

    public Metric {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(field, "field");
    }
}
