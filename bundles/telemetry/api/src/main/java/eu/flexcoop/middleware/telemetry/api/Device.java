package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A device behind a box.
 *
 * @param id anonymous and stable: the same rID prefix of the same box always has the same id
 * @param owner its box and whose it is
 * @param deviceClass load part of the rID, for example {@code hvacDevice} or {@code prosumerDeviceMetering}
 * @param spaces rooms the device serves
 * @param metrics snake-case metrics it reports, for example {@code meter_kwh}
 */
public record Device(DeviceId id, BoxOwner owner, String deviceClass, List<String> spaces, List<String> metrics) {
    public Device {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(deviceClass, "deviceClass");
        spaces = List.copyOf(spaces);
        metrics = List.copyOf(metrics);
    }
}
