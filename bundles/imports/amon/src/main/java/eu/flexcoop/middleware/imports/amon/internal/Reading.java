package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * A reading as an upload declares it; texts are as sent, empty if they are missing.
 *
 * @param interval {@code interval} as sent: length of the intervals of energy, ISO-8601
 */
record Reading(String type, String period, String unit, Optional<String> interval) {
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(31);

    /** A reading that is understood. */
    record Checked(AmonType type, Period period, String unit, double factor, Optional<Duration> interval) {}

    Reading {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(interval, "interval");
    }

    /** @throws RefusedException if it is not understood */
    Checked checked() throws RefusedException {
        AmonType known = AmonTypes.type(type)
                .orElseThrow(() ->
                        new RefusedException("type '%s' is unknown; use one of %s".formatted(type, AmonTypes.names())));
        Period is = Period.named(period)
                .orElseThrow(() ->
                        new RefusedException("period '%s' is unknown; use INSTANT or CUMULATIVE".formatted(period)));
        if (!known.allows(is)) {
            throw new RefusedException("%s is never CUMULATIVE; use INSTANT".formatted(type));
        }
        double factor = known.factor(unit)
                .orElseThrow(() -> new RefusedException(
                        "unit '%s' cannot be converted to %s, the unit of %s".formatted(unit, known.unit(), type)));
        return new Checked(known, is, unit.strip(), factor, duration());
    }

    private Optional<Duration> duration() throws RefusedException {
        if (interval.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(interval.get());
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST_INTERVAL) <= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // refused below
        }
        throw new RefusedException("interval '%s' is not an ISO-8601 duration up to %s, such as PT15M"
                .formatted(interval.get(), LONGEST_INTERVAL));
    }
}
