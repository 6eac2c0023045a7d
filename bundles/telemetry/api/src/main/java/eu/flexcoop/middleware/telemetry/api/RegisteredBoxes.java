package eu.flexcoop.middleware.telemetry.api;

import java.util.Optional;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * What the boxes have registered, for components that keep something for each device and begin to do so later than the boxes.
 * Thread-safe; methods throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface RegisteredBoxes {
    /**
     * Every box that ever registered data points, in the order of their ids, read one by one. A box that registers meanwhile may be
     * seen with devices of both registrations under the earlier revision;
     * {@link eu.flexcoop.middleware.telemetry.spi.RegistrationListener}s are told the later one afterwards.
     *
     * @param after begins after this box
     * @param each an exception of it ends the walk
     */
    void forEach(Optional<VenId> after, Consumer<RegisteredBox> each);

    /** What one box has registered now; empty if that is nothing. */
    Optional<RegisteredBox> box(VenId ven);
}
