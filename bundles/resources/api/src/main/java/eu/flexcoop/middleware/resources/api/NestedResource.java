package eu.flexcoop.middleware.resources.api;

import java.util.Map;
import java.util.Objects;

/**
 * A resource whose address has parameters, at one such address.
 *
 * @param address below the root of the API, with the values
 * @param parameters the values in the address by the names of the parameters
 */
public record NestedResource(PublishedResource resource, String address, Map<String, String> parameters) {
    public NestedResource {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(address, "address");
        parameters = Map.copyOf(parameters);
    }
}
