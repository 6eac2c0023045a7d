package eu.flexcoop.middleware.core.api;

import java.util.Objects;

/** A prosumer: the subject of the tokens that the prosumer logs in with. Case matters. */
public record AccountId(String value) {
    public AccountId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("A AccountId may not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
