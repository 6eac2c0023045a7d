package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * What identifies one value: a metric of a device at an instant.
 *
 * @param metric field name of the 15-minute document, for example {@code kwh}
 * @param at start of the interval, UTC, whole milliseconds, from 1970 on
 */
public record SeriesKey(DeviceId device, String metric, Instant at) {
    public SeriesKey {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(at, "at");
    }
}
