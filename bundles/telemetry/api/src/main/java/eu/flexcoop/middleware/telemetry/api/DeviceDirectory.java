package eu.flexcoop.middleware.telemetry.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * Which devices stand behind which box. Thread-safe; methods throw
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface DeviceDirectory {
    /**
     * Replaces what a box can report; devices keep their ids across registrations. A point that cannot be understood is
     * refused alone. Durable when it returns.
     */
    RegisteredPoints register(BoxOwner owner, List<DataPoint> points);

    /** Devices by their ids, read with few queries however many ids are asked for; unknown devices are left out. */
    Map<DeviceId, Device> devices(Collection<DeviceId> ids);

    /** One device; for several use {@link #devices}. */
    default Optional<Device> device(DeviceId id) {
        return Optional.ofNullable(devices(List.of(id)).get(id));
    }
}
