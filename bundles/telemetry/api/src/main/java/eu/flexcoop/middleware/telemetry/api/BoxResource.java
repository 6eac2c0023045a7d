package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A device behind a box, as it was searched for.
 *
 * @param wanted name or class that was searched for
 * @param resourceId the box's own name of the device
 */
public record BoxResource(String wanted, String resourceId, DeviceId device, BoxOwner owner) {
    public BoxResource {
        Objects.requireNonNull(wanted, "wanted");
        Objects.requireNonNull(resourceId, "resourceId");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(owner, "owner");
    }
}
