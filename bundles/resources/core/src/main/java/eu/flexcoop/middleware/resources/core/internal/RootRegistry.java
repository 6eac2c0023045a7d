package eu.flexcoop.middleware.resources.core.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** The published resources of one API root. Thread-safe. */
final class RootRegistry implements ResourceRegistry {
    private final Map<String, PublishedResource> byUrl = new ConcurrentHashMap<>();
    private final Map<String, PublishedResource> byName = new ConcurrentHashMap<>();
    private final Supplier<List<ResourceStatus>> files;

    /** @param files what became of the root's files */
    RootRegistry(Supplier<List<ResourceStatus>> files) {
        this.files = files;
    }

    void add(PublishedResource resource) {
        byName.put(resource.definition().name(), resource);
        if (!resource.definition().internal()) {
            byUrl.put(resource.definition().url(), resource);
        }
    }

    void remove(PublishedResource resource) {
        byName.remove(resource.definition().name(), resource);
        byUrl.remove(resource.definition().url(), resource);
    }

    @Override
    public Optional<PublishedResource> at(String url) {
        return Optional.ofNullable(byUrl.get(url));
    }

    @Override
    public Optional<PublishedResource> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Collection<PublishedResource> published() {
        return byName.values().stream()
                .sorted(Comparator.comparing(resource -> resource.definition().name()))
                .toList();
    }

    @Override
    public List<ResourceStatus> list() {
        return files.get();
    }
}
