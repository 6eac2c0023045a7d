package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;

/** Remembers the data points that were registered. */
final class TestDevices implements DeviceDirectory {
    final List<DataPoint> registered = new ArrayList<>();
    Map<String, String> refused = Map.of();
    long revision;

    @Override
    public RegisteredPoints register(BoxOwner owner, List<DataPoint> points) {
        registered.clear();
        registered.addAll(points);
        return new RegisteredPoints(++revision, List.of(), refused);
    }

    @Override
    public Map<DeviceId, Device> devices(Collection<DeviceId> ids) {
        return Map.of();
    }
}
