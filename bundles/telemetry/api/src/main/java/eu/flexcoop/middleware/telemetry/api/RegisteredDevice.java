package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A device with its data points as its box registered them.
 *
 * @param id anonymous and stable
 * @param deviceClass for example {@code hvacDevice}; {@code otherLoad} if the box does not say it
 * @param spaces rooms the device serves
 * @param resourceIds names by which commands may find the device: those of the box first, the device id last
 * @param points at least one; those of kind usage first
 */
public record RegisteredDevice(
        DeviceId id, String deviceClass, List<String> spaces, List<String> resourceIds, List<RegisteredPoint> points) {
    public RegisteredDevice {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(deviceClass, "deviceClass");
        spaces = List.copyOf(spaces);
        resourceIds = List.copyOf(resourceIds);
        points = List.copyOf(points);
    }

    /** The points of a kind, in their order. */
    public List<RegisteredPoint> points(ReportKind kind) {
        return points.stream().filter(point -> point.kind() == kind).toList();
    }
}
