package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** The virtual end nodes that are registered now. Thread-safe. */
@ProviderType
public interface VenRegistry {
    Optional<Ven> find(VenId id);

    /** The one that registered with that certificate. */
    Optional<Ven> findByCertificate(BoxCertificate certificate);

    /** At most {@code limit} nodes in order of their ids, beginning after the given one if there is one. */
    List<Ven> list(Optional<VenId> after, int limit);

    long count();
}
