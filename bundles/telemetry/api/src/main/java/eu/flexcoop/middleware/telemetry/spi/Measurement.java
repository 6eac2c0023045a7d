package eu.flexcoop.middleware.telemetry.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A value on its way through the cleaning of its metric. Energy is a reading of a register if it has no duration, and the energy of
 * an interval if it has one.
 *
 * @param at instant of the reading or start of the interval
 * @param duration length of the interval, {@link Duration#ZERO} for a point in time
 * @param value may be NaN before the first step
 * @param quality as the box reported it
 * @param verified false if the quality is not good, and once a step corrected it
 */
public record Measurement(Instant at, Duration duration, double value, SampleQuality quality, boolean verified) {
    public Measurement {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(quality, "quality");
    }

    /** As a box reports it. */
    public Measurement(Instant at, Duration duration, double value, SampleQuality quality) {
        this(at, duration, value, quality, quality == SampleQuality.GOOD);
    }

    /** Of good quality. */
    public Measurement(Instant at, Duration duration, double value, boolean verified) {
        this(at, duration, value, SampleQuality.GOOD, verified);
    }

    public Instant end() {
        return at.plus(duration);
    }
}
