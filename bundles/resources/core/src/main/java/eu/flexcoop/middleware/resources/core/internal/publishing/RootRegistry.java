package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.NestedResource;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** The published resources of one API root. Thread-safe. */
final class RootRegistry implements ResourceRegistry {
    private final Map<String, PublishedResource> byUrl = new ConcurrentHashMap<>();
    private final Map<String, PublishedResource> byName = new ConcurrentHashMap<>();
    /** Resources whose addresses have parameters, by the number of parts of the address. */
    private final Map<Integer, Map<PublishedResource, AddressPattern>> byPattern = new ConcurrentHashMap<>();

    private final Supplier<List<ResourceStatus>> files;

    /** @param files what became of the root's files */
    RootRegistry(Supplier<List<ResourceStatus>> files) {
        this.files = files;
    }

    void add(PublishedResource resource) {
        byName.put(resource.definition().name(), resource);
        String url = resource.definition().url();
        if (!resource.definition().internal()) {
            byUrl.put(url, resource);
            if (AddressPattern.isPattern(url)) {
                AddressPattern pattern = AddressPattern.of(url);
                byPattern
                        .computeIfAbsent(pattern.parts().size(), parts -> new ConcurrentHashMap<>())
                        .put(resource, pattern);
            }
        }
    }

    void remove(PublishedResource resource) {
        byName.remove(resource.definition().name(), resource);
        byUrl.remove(resource.definition().url(), resource);
        byPattern.values().forEach(patterns -> patterns.remove(resource));
    }

    @Override
    public Optional<PublishedResource> at(String url) {
        return Optional.ofNullable(byUrl.get(url));
    }

    @Override
    public Optional<NestedResource> nested(String url) {
        if (byPattern.isEmpty()) {
            return Optional.empty();
        }
        int parts = (int) url.chars().filter(letter -> letter == '/').count() + 1;
        for (Map.Entry<PublishedResource, AddressPattern> entry :
                byPattern.getOrDefault(parts, Map.of()).entrySet()) {
            Optional<Map<String, String>> parameters = entry.getValue().match(url);
            if (parameters.isPresent()) {
                return Optional.of(new NestedResource(entry.getKey(), url, parameters.get()));
            }
        }
        return Optional.empty();
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
