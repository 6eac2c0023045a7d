package eu.flexcoop.middleware.core.api;

import java.util.Objects;

/** A virtual end node (an Open Smart Box) as the VTN knows it; OpenADR 2.0b calls it {@code venID}. Case matters. */
public record VenId(String value) {
    public VenId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("A VenId may not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
