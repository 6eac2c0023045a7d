package eu.flexcoop.middleware.resources.api;

import java.util.Objects;

/**
 * An API of its own that a bundle brings beside the platform's: its settings and its resources under one address. Registered as a
 * service for as long as its bundle publishes it; another version of it is another object.
 *
 * @param address below the listener, with a slash at the start and none at the end: {@code /acme/v1}
 * @param resources those of this root alone
 */
public record ApiRoot(String address, ApiSettings settings, ResourceRegistry resources) {
    public ApiRoot {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(resources, "resources");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
