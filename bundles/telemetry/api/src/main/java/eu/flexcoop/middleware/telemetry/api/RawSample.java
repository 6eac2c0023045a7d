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
 * @param value may be NaN or infinite: legal in OpenADR; cleaning drops those
 * @param dataQuality {@code oadrDataQuality} as sent, where sent
 */
public record RawSample(String rid, Instant at, Duration duration, double value, Optional<String> dataQuality) {
    public RawSample {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(dataQuality, "dataQuality");
    }
}
