package eu.flexcoop.middleware.openadr.api;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/** What operators do with the virtual end nodes. Changes are durable when a method returns. Thread-safe. */
@ProviderType
public interface VenAdministration {
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
