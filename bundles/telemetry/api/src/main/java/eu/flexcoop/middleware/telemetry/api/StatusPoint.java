package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;

/**
 * A part of the status of a device.
 *
 * @param device found by its id
 * @param item for example {@code setPoint}, {@code mode} or {@code x-fanspeed}
 * @param rid the box's name of the data point
 */
public record StatusPoint(BoxResource device, String item, String rid) {
    public StatusPoint {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(rid, "rid");
    }
}
