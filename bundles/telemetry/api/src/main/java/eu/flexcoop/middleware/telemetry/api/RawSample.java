package eu.flexcoop.middleware.telemetry.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One value as the box sent it, before any cleaning or conversion of units.
 *
 * @param rid data point of the box
 * @param at start of the interval or instant of the reading, UTC
 * @param duration length of the interval, {@link Duration#ZERO} for a point in time
 * @param value may be NaN or infinite, which is legal in OpenADR; such samples are refused
 * @param dataQuality {@code oadrDataQuality} as sent, where sent
 * @param confidence in percent, where sent
 * @param accuracy in the unit of the value, where sent
 */
public record RawSample(
        String rid,
        Instant at,
        Duration duration,
        double value,
        Optional<String> dataQuality,
        Optional<Integer> confidence,
        Optional<Double> accuracy) {
    public RawSample {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(dataQuality, "dataQuality");
        Objects.requireNonNull(confidence, "confidence");
        Objects.requireNonNull(accuracy, "accuracy");
    }

    /** Of which neither confidence nor accuracy is known. */
    public RawSample(String rid, Instant at, Duration duration, double value, Optional<String> dataQuality) {
        this(rid, at, duration, value, dataQuality, Optional.empty(), Optional.empty());
    }
}
