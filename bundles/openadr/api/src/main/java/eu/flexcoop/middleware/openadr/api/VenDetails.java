package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What waits for one virtual end node, beside its status.
 *
 * @param waiting messages that it has not acknowledged, oldest first
 * @param events by id, those that are not over
 */
public record VenDetails(VenStatus status, List<VenOutbox.Waiting> waiting, Map<String, EventDelivery> events) {
    public VenDetails {
        Objects.requireNonNull(status, "status");
        waiting = List.copyOf(waiting);
        events = Map.copyOf(events);
    }
}
