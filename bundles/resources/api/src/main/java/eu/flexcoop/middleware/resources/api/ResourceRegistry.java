package eu.flexcoop.middleware.resources.api;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The resources of one API root. The service is the registry of the platform's own root and knows the others; each
 * {@link ApiRoot} has a registry of its own, with its resources alone. Resources come and go with their bundles, so ask on each call and
 * keep nothing. Lookups neither block nor allocate.
 */
@ProviderType
public interface ResourceRegistry {
    /** The published resource at this address, without slashes at the ends; internal ones have none. */
    Optional<PublishedResource> at(String url);

    /** The published resource that has this address with values for its parameters; asked only if no plain address is there. */
    default Optional<NestedResource> nested(String url) {
        return Optional.empty();
    }

    /** The published resource of this name. */
    Optional<PublishedResource> named(String name);

    /** All that are published, by name. */
    Collection<PublishedResource> published();

    /** Every definition file of every bundle, by name, with what became of it; for the registry of one root its files alone. */
    List<ResourceStatus> list();

    /** The roots that bundles bring, by address; none for the registry of such a root. */
    default List<ApiRoot> roots() {
        return List.of();
    }
}
