package eu.flexcoop.middleware.imports.amon.internal;

import java.util.Collection;
import java.util.List;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;

/**
 * Makes devices of uploads known to the telemetry: each is behind a box of its own, so nothing grows with their number and two
 * nodes meet at one device at most. Thread-safe.
 */
final class DeviceRegistration {
    private final DeviceStore store;
    private final DeviceDirectory directory;

    DeviceRegistration(DeviceStore store, DeviceDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    /** The device with these readings, registered. */
    DeviceDocument with(DeviceKey key, AccountId account, Collection<Reading.Checked> readings)
            throws RefusedException {
        DeviceDocument stored = store.add(key, account, readings);
        return stored.isRegistered() ? stored : again(stored);
    }

    /**
     * Registers what is stored. A registration replaces the one before, and another node may have added a reading and registered
     * it meanwhile: so the device is read once more afterwards, until what was registered is what is stored.
     */
    DeviceDocument again(DeviceDocument stored) throws RefusedException {
        DeviceDocument device = stored;
        do {
            RegisteredPoints points = directory.register(device.owner(), device.points());
            if (points.devices().size() != 1) {
                throw new RefusedException("the telemetry refuses its readings: " + points.refused());
            }
            Device known = points.devices().get(0);
            device = store.registered(device.key(), device.registration(), points.revision(), known.id())
                    .orElseThrow(() -> new RefusedException("it was deleted while it was uploaded; upload it again"));
        } while (!device.isRegistered());
        return device;
    }

    /** Its data points are gone; what was measured stays. */
    void forget(DeviceDocument device) {
        BoxOwner owner = device.owner();
        directory.register(owner, List.of());
    }
}
