package eu.flexcoop.middleware.core.api;

/** An energy cooperative that aggregates the flexibility of its members, named by the host of its issuer. Case matters. */
public record AggregatorId(String value) {
    public AggregatorId {
        Ids.check(value, AggregatorId.class);
    }

    @Override
    public String toString() {
        return value;
    }
}
