package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Objects;

/**
 * All that a box registered at one time.
 *
 * @param revision of the registration; later ones of the box have greater ones, whichever node took them
 * @param devices all devices behind the box, none if it registered no point that was understood
 */
public record RegisteredBox(BoxOwner owner, long revision, List<RegisteredDevice> devices) {
    public RegisteredBox {
        Objects.requireNonNull(owner, "owner");
        devices = List.copyOf(devices);
    }
}
