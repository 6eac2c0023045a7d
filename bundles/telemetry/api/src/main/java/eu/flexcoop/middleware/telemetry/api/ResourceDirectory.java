package eu.flexcoop.middleware.telemetry.api;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * Finds the devices behind boxes by the names that commands use for them. Every search is served by an index. Thread-safe; methods
 * throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface ResourceDirectory {
    /**
     * Devices of any box with one of these names: the {@code resourceID} that the box states, the device part of its rIDs, or the
     * device id. A device may come more than once.
     *
     * @param found called for each; an exception of it ends the search
     */
    void named(Collection<String> names, Consumer<BoxResource> found);

    /** As {@link #named(Collection, Consumer)}, of some boxes only. */
    void named(Collection<String> names, Collection<VenId> vens, Consumer<BoxResource> found);

    /** Devices of one of these classes, such as {@code hvacDevice}; a device may come more than once. */
    void ofClasses(Collection<String> deviceClasses, Consumer<BoxResource> found);

    /** What these devices report as their status, which is what can be set; unknown devices are left out. */
    List<StatusPoint> statusPoints(Collection<DeviceId> devices);
}
