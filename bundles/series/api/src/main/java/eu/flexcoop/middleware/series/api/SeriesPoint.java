package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Objects;

/**
 * One value of one metric of one device.
 *
 * @param deviceId anonymous id of the device
 * @param metric field name of the 15-minute document, for example {@code kwh}
 * @param at start of the interval, UTC, whole seconds
 * @param value in the unit of the metric: kWh, W, V, A, degree Celsius
 * @param verified false where the value was interpolated or cleaned
 */
public record SeriesPoint(String deviceId, String metric, Instant at, double value, boolean verified) {
    public SeriesPoint {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(at, "at");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "%s of %s at %s is %s, not a number".formatted(metric, deviceId, at, value));
        }
    }
}
