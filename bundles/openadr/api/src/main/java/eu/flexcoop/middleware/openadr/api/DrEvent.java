package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * A demand response event.
 *
 * @param id never used again
 * @param modificationNumber 0 at first, one more with every change
 * @param state by the clock, at the time of asking
 * @param deliveries how far it has come with each box
 */
public record DrEvent(
        String id,
        int modificationNumber,
        Instant createdAt,
        EventState state,
        EventRequest request,
        Map<VenId, DeliveryState> deliveries) {
    public DrEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(request, "request");
        deliveries = Map.copyOf(deliveries);
    }

    /** Length of the active period. */
    public Duration duration() {
        return request.intervals().stream().map(EventRequest.Interval::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
