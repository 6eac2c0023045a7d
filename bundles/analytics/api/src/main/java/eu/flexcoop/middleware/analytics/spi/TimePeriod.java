package eu.flexcoop.middleware.analytics.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A half-open range of time, {@code start <= t < end}, in whole seconds.
 *
 * @param start included
 * @param end excluded, after the start
 */
public record TimePeriod(Instant start, Instant end) {
    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    public TimePeriod {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("A period must start (%s) before it ends (%s)".formatted(start, end));
        }
        if (start.getNano() != 0 || end.getNano() != 0) {
            throw new IllegalArgumentException("A period has whole seconds, found %s to %s".formatted(start, end));
        }
    }

    /** The UTC day that an instant lies in. */
    public static TimePeriod utcDay(Instant at) {
        return aligned(at, SECONDS_PER_DAY);
    }

    /** The day that an instant lies in by the clocks of a zone; 23 or 25 hours long where they are changed. */
    public static TimePeriod localDay(Instant at, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(at, zone);
        return new TimePeriod(
                day.atStartOfDay(zone).toInstant(),
                day.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /**
     * The period of a fixed length that an instant lies in; such periods follow each other from 1970-01-01T00:00:00Z.
     *
     * @param length whole seconds, for example {@code Duration.ofHours(1)}
     */
    public static TimePeriod aligned(Instant at, Duration length) {
        if (length.getNano() != 0 || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("A period lasts whole seconds, found %s".formatted(length));
        }
        return aligned(at, length.toSeconds());
    }

    private static TimePeriod aligned(Instant at, long seconds) {
        long start = Math.floorDiv(at.getEpochSecond(), seconds) * seconds;
        return new TimePeriod(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + seconds));
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    @Override
    public String toString() {
        return start + "/" + end;
    }
}
