package eu.flexcoop.middleware.resources.api;

import java.util.Map;
import java.util.Objects;

/**
 * A resource whose address has parameters, at one such address.
 *
 * @param parameters the values in the address by the names of the parameters
 */
public record NestedResource(PublishedResource resource, Map<String, String> parameters) {
    public NestedResource {
        Objects.requireNonNull(resource, "resource");
        parameters = Map.copyOf(parameters);
    }
}
