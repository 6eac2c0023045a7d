package eu.flexcoop.middleware.core.api;

import java.util.Objects;

/** An energy cooperative that aggregates the flexibility of its members, named by the host of its issuer. Case matters. */
public record AggregatorId(String value) {
    public AggregatorId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("A AggregatorId may not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
