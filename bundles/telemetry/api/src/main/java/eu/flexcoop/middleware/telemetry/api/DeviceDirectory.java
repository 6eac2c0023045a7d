package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;

/** Which devices stand behind which box. Thread-safe; look-ups are answered from memory. */
@ProviderType
public interface DeviceDirectory {
    /**
     * Replaces what a box can report; devices keep their ids across registrations. Durable when it returns.
     *
     * @return the devices behind the box now
     * @throws InvalidRidException if an rID does not follow the grammar; nothing is changed then
     */
    List<Device> register(BoxOwner owner, List<DataPoint> points);

    List<DataPoint> dataPoints(VenId ven);

    List<Device> devices(VenId ven);

    Optional<Device> device(DeviceId id);
}
