package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;

/** A directory of the devices of a test, which counts how often it is asked. */
final class KnownDevices implements DeviceDirectory {
    private final Map<DeviceId, Device> devices = new HashMap<>();
    private int queries;

    void add(Device device) {
        devices.put(device.id(), device);
    }

    int queries() {
        return queries;
    }

    @Override
    public RegisteredPoints register(BoxOwner owner, List<DataPoint> points) {
        throw new UnsupportedOperationException("Devices of a test are added");
    }

    @Override
    public Map<DeviceId, Device> devices(Collection<DeviceId> ids) {
        queries++;
        Map<DeviceId, Device> known = new HashMap<>(devices);
        known.keySet().retainAll(ids);
        return known;
    }
}
