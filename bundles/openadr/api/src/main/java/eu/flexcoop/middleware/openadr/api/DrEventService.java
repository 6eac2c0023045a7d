package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/** Creates, shows and cancels events. Thread-safe. */
@ProviderType
public interface DrEventService {
    /**
     * Stores an event and queues it for each VEN. Durable when it returns; until then neither a VEN nor another caller sees
     * it.
     *
     * <p>Each target is judged by itself: a VEN that is not registered now, never gets events, has opted out for the time, or has an
     * overlapping event of the same owner and market context is skipped, and its delivery says why. The others get the event.
     *
     * @param caller must own every VEN that a target names: the aggregator or the account of the VEN, or be a service or an admin; of
     *     groups, resources, parties and device classes only the caller's VENs count
     * @throws EventRefusedException with what is wrong: no or unknown targets or such as stand for no VEN, all VENs skipped, a signal
     *     that OpenADR does not allow, an active period in the past
     */
    DrEvent create(Caller caller, EventRequest request);

    /**
     * Changes an event that is not over and raises its modification number; all VENs get the new version and answer anew. Its
     * targets stay. Durable when it returns.
     *
     * @param modificationNumber of the version that the caller knows
     * @throws EventRefusedException if that is not the current version, the caller does not own all targets, or the terms are
     *     refused as in {@link #create}
     */
    DrEvent modify(Caller caller, String eventId, int modificationNumber, EventTerms terms);

    /** Cancels an event that is not over and raises its modification number; nothing happens if it is cancelled already. */
    DrEvent cancel(Caller caller, String eventId);

    /** Empty also if the caller may not see it. */
    Optional<DrEvent> find(Caller caller, String eventId);

    /** Latest start first, at most {@code limit}; only what the caller may see. */
    List<DrEvent> list(Caller caller, int limit);

    /**
     * The deliveries of an event in order of their VENs, as far as the caller may see them.
     *
     * @param after begins after this VEN
     * @param limit at most so many
     */
    List<EventDelivery> deliveries(Caller caller, String eventId, Optional<VenId> after, int limit);
}
