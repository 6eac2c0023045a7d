package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;

/**
 * A version of an event as it is stored, without its deliveries.
 *
 * @param owner on whose behalf it was created, see {@link EventAccess#owner}; events of different owners may overlap
 */
public record StoredEvent(
        String id,
        String owner,
        int modificationNumber,
        Instant createdAt,
        Instant modifiedAt,
        boolean cancelled,
        EventTerms terms) {

    /** Active first, by priority (1 is the highest, 0 the lowest) and start; then those to come by start; then the rest. */
    static Comparator<StoredEvent> orderAt(Instant now) {
        return Comparator.comparingInt((StoredEvent event) -> switch (event.stateAt(now)) {
                    case ACTIVE -> 0;
                    case FAR, NEAR -> 1;
                    case COMPLETED, CANCELLED -> 2;
                })
                .thenComparingInt(event -> event.stateAt(now) == EventState.ACTIVE
                        ? urgency(event.terms().priority())
                        : 0)
                .thenComparing(event -> event.terms().start())
                .thenComparing(StoredEvent::id);
    }

    private static int urgency(int priority) {
        return priority == 0 ? Integer.MAX_VALUE : priority;
    }

    EventState stateAt(Instant now) {
        if (cancelled) {
            return EventState.CANCELLED;
        }
        if (now.isBefore(terms.start())) {
            return now.isBefore(terms.timing().nearFrom()) ? EventState.FAR : EventState.NEAR;
        }
        return now.isBefore(terms.end()) ? EventState.ACTIVE : EventState.COMPLETED;
    }

    DrEvent toDrEvent(Instant now, Map<DeliveryState, Long> deliveries) {
        return new DrEvent(id, modificationNumber, createdAt, modifiedAt, stateAt(now), terms, deliveries);
    }
}
