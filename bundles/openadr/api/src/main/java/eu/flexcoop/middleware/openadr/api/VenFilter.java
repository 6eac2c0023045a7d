package eu.flexcoop.middleware.openadr.api;

import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AggregatorId;

/** Which virtual end nodes are wanted; what is empty does not matter. */
public record VenFilter(Optional<VenState> state, Optional<Boolean> online, Optional<AggregatorId> aggregator) {
    public static final VenFilter ALL = new VenFilter(Optional.empty(), Optional.empty(), Optional.empty());

    public VenFilter {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(online, "online");
        Objects.requireNonNull(aggregator, "aggregator");
    }
}
