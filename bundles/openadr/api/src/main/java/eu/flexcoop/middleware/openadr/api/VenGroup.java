package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * A named set of VENs that events can be sent to.
 *
 * @param id {@code groupID} of OpenADR; unique in this VTN
 * @param name for people
 * @param aggregator whose group it is; empty for one of the operator
 * @param members how many there are
 */
public record VenGroup(
        String id,
        Optional<String> name,
        Optional<AggregatorId> aggregator,
        Instant createdAt,
        Instant changedAt,
        long members) {
    public VenGroup {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(changedAt, "changedAt");
    }
}
