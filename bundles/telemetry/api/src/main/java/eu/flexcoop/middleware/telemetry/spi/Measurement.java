package eu.flexcoop.middleware.telemetry.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A value on its way through the cleaning of its metric.
 *
 * @param at instant of the reading or start of the interval
 * @param duration length of the interval, {@link Duration#ZERO} for a point in time
 * @param value may be NaN before the first step
 * @param verified false once a step corrected it
 */
public record Measurement(Instant at, Duration duration, double value, boolean verified) {
    public Measurement {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(duration, "duration");
    }

    public Instant end() {
        return at.plus(duration);
    }
}
