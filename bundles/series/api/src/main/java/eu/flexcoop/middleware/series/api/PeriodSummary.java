package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Objects;

/**
 * The numbers of one period of a series.
 *
 * @param start of the period
 * @param count how many numbers there are, at least one
 * @param verified how many of them are verified
 */
public record PeriodSummary(
        Instant start,
        long count,
        long verified,
        double sum,
        double minimum,
        double maximum,
        double first,
        double last) {
    public PeriodSummary {
        Objects.requireNonNull(start, "start");
        if (count < 1) {
            throw new IllegalArgumentException("A period without numbers has no summary: " + start);
        }
    }

    public double mean() {
        return sum / count;
    }
}
