package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * One value of one metric of one device.
 *
 * @param device anonymous id of the device
 * @param metric field name of the 15-minute document, for example {@code kwh}
 * @param at start of the interval, UTC, whole milliseconds, from 1970 on
 * @param value in the unit of the metric: kWh, W, V, A, degree Celsius
 * @param verified false where the value was interpolated or cleaned
 */
public record SeriesPoint(DeviceId device, String metric, Instant at, SeriesValue value, boolean verified) {
    public SeriesPoint {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(value, "value");
    }

    /**
     * The value as a number.
     *
     * @throws IllegalStateException if it is text
     */
    public double number() {
        return value.number();
    }
}
