package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.security.api.Caller;

/** Creates, shows and cancels events. Thread-safe. */
@ProviderType
public interface DrEventService {
    /**
     * Stores an event and queues it for each box. Durable when it returns.
     *
     * @param caller must own every target: the aggregator or the account of the box, or be a service or an admin
     * @throws EventRefusedException with what is wrong: no or unknown targets, a report-only box, a signal that OpenADR does
     *     not allow, an active period in the past, an overlap with another event of the same market context
     */
    DrEvent create(Caller caller, EventRequest request);

    /** Cancels an event that is not over and raises its modification number; nothing happens if it is cancelled already. */
    DrEvent cancel(Caller caller, String eventId);

    /** Empty also if the caller may not see it. */
    Optional<DrEvent> find(Caller caller, String eventId);

    /** Latest start first, at most {@code limit}; only what the caller may see. */
    List<DrEvent> list(Caller caller, int limit);
}
