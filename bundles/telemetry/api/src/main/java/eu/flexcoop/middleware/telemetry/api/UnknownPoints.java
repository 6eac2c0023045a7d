package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * Samples of rIDs that their box never registered. They are refused and kept aside, so that they are not lost when the registration is
 * mended. Thread-safe; methods throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not
 * reachable.
 */
@ProviderType
public interface UnknownPoints {
    /** Those of one box, or of all; the ones that sent last come first. */
    List<UnknownPoint> list(Optional<VenId> ven, int most);

    /**
     * Takes in what was kept aside of rIDs that the box has registered since, and forgets it then.
     *
     * @return samples that are stored now
     */
    long retry(VenId ven);

    /** Forgets what was kept aside of a box, and the counts. */
    long forget(VenId ven);
}
