package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;

/**
 * One value of an upload.
 *
 * @param type as sent, empty if it is missing
 * @param at null if there is a fault
 * @param fault why it cannot be stored, whatever its reading is; null if it can
 */
record AmonMeasurement(String type, Instant at, double value, String fault) {
    /** Larger ones are not stored, and no quantity has them. */
    private static final double LARGEST = Float.MAX_VALUE;

    private static final DateTimeFormatter ISO = DateTimeFormatter.ISO_DATE_TIME;

    /**
     * @param timestamp null if it is missing
     * @param value null if it is missing
     */
    static AmonMeasurement of(String type, String timestamp, Double value) {
        if (timestamp == null) {
            return new AmonMeasurement(type, null, 0, "timestamp is missing");
        }
        Instant at = instant(timestamp);
        if (at == null) {
            return new AmonMeasurement(
                    type, null, 0, "timestamp is not ISO-8601 such as 2013-10-11T16:37:05Z; without a zone it is UTC");
        }
        if (value == null) {
            return new AmonMeasurement(type, null, 0, "value is missing or not a number");
        }
        if (!(Math.abs(value) <= LARGEST)) {
            return new AmonMeasurement(type, null, 0, "value is beyond " + LARGEST);
        }
        return new AmonMeasurement(type, at, value, null);
    }

    private static Instant instant(String text) {
        try {
            TemporalAccessor parsed = ISO.parseBest(text, Instant::from, LocalDateTime::from);
            return parsed instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(parsed);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
