package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A demand response event.
 *
 * @param id never used again
 * @param modificationNumber 0 at first, one more with every change
 * @param state by the clock, at the time of asking
 * @param deliveries with how many of its VENs the event has come how far; of the VENs that the caller may see
 */
public record DrEvent(
        String id,
        int modificationNumber,
        Instant createdAt,
        Instant modifiedAt,
        EventState state,
        EventTerms terms,
        Map<DeliveryState, Long> deliveries) {
    public DrEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(modifiedAt, "modifiedAt");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(terms, "terms");
        deliveries = Map.copyOf(deliveries);
    }

    /** How many VENs the event is for, of those that the caller may see. */
    public long targets() {
        return deliveries.values().stream().mapToLong(Long::longValue).sum();
    }
}
