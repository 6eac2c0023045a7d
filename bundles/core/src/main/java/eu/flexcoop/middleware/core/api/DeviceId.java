package eu.flexcoop.middleware.core.api;

import java.util.Objects;

/** One device behind a box under its anonymous id; never the rID that the box sent. Case matters. */
public record DeviceId(String value) {
    public DeviceId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("A DeviceId may not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
