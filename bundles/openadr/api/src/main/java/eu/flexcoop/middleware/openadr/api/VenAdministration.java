package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/** What operators do with the virtual end nodes. Changes are durable when a method returns. Thread-safe. */
@ProviderType
public interface VenAdministration {
    /**
     * Admits a VEN before it registers. Which VENs need that, the configuration says; in any case the VEN gets the id.
     *
     * @param caller an aggregator whose own VEN it is, a service or an admin
     * @return its id
     * @throws VenRefusedException if there is such a VEN already, or it cannot be told from others by what is given
     */
    VenId add(Caller caller, NewVen ven);

    /**
     * Forgets a VEN with its registration, messages and report requests. It may register again where the configuration admits it, and
     * is a new one then. Nothing happens if it is unknown.
     */
    void remove(Caller caller, VenId id);

    /**
     * In order of their ids, as far as they are the caller's.
     *
     * @param after begins after this id, or text that ids begin with
     * @param limit at most so many
     */
    List<VenStatus> list(Caller caller, VenFilter filter, Optional<String> after, int limit);

    /** Empty also if it is not the caller's. */
    Optional<VenDetails> details(Caller caller, VenId id);

    /** Boxes that were not admitted, as far as they are the caller's, the latest first. */
    List<RefusedVen> refused(Caller caller, int limit);

    /**
     * Ends the registration of a VEN. It counts as unregistered at once, on every node, whether it can be reached or not: its report
     * requests and its messages are dropped, and only oadrCancelPartyRegistration waits for it until it has answered.
     *
     * @throws VenRefusedException if it is unknown, not the caller's, or not registered
     */
    void cancel(Caller caller, VenId id);

    /**
     * Asks a VEN to register again, by oadrRequestReregistration with its next poll or push.
     *
     * @throws VenRefusedException if it is unknown, not the caller's, or not registered
     */
    void requestReregistration(Caller caller, VenId id);
}
