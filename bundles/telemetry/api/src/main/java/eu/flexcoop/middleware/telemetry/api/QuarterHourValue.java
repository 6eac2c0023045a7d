package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * One value of a quarter hour for the long-term store.
 *
 * @param metric name of the series: the field of the 15-minute document, for example {@code kwh}
 * @param at start of the quarter hour
 * @param value empty if the value was removed by a correction
 * @param verified false if the value is interpolated or covers only a part of the quarter hour
 */
public record QuarterHourValue(DeviceId device, String metric, Instant at, OptionalDouble value, boolean verified) {
    public QuarterHourValue {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(value, "value");
    }
}
