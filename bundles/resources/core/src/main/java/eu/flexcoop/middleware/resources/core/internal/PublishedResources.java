package eu.flexcoop.middleware.resources.core.internal;

import java.net.URL;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileStatus;
import eu.flexcoop.middleware.extension.api.HeaderTracker;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;

/** The definitions in bundles whose manifest has the header {@code Flexcoop-Resources}, and which of them are in use. */
@Component(service = ResourceRegistry.class, immediate = true)
public final class PublishedResources implements ResourceRegistry {
    static final String HEADER = "Flexcoop-Resources";

    private final BundleFiles<PublishedResource> files;
    private final Optional<HeaderTracker<PublishedResource>> tracker;
    private final Map<String, PublishedResource> byUrl = new ConcurrentHashMap<>();
    private final Map<String, PublishedResource> byName = new ConcurrentHashMap<>();

    @Activate
    public PublishedResources(BundleContext context, @Reference MongoCollections mongo) {
        this.files = files(mongo::isOwned);
        this.tracker = Optional.of(new HeaderTracker<>(context, HEADER, files));
        this.tracker.get().open();
    }

    /** Outside a container: publishes what {@link #add} is given and nothing else. */
    public PublishedResources(String... ownedCollections) {
        this.files = files(Set.of(ownedCollections)::contains);
        this.tracker = Optional.empty();
    }

    private BundleFiles<PublishedResource> files(Predicate<String> isOwned) {
        return new BundleFiles<>(
                "Resource definition",
                new DefinitionReader(isOwned)::read,
                DefinitionReader::names,
                new BundleFiles.Listener<>() {
                    @Override
                    public void published(FileStatus<PublishedResource> status) {
                        PublishedResource resource = status.value().orElseThrow();
                        ResourceDefinition definition = resource.definition();
                        byName.put(definition.name(), resource);
                        if (!definition.internal()) {
                            byUrl.put(definition.url(), resource);
                        }
                    }

                    @Override
                    public void withdrawn(FileStatus<PublishedResource> status) {
                        PublishedResource resource = status.value().orElseThrow();
                        byName.remove(resource.definition().name(), resource);
                        byUrl.remove(resource.definition().url(), resource);
                    }
                });
    }

    @Deactivate
    public void close() {
        tracker.ifPresent(HeaderTracker::close);
    }

    /** Publishes the files of a bundle together, or none of them. */
    public void add(String symbolicName, long bundleId, List<URL> urls) {
        files.add(symbolicName, bundleId, urls);
    }

    /** Withdraws what a bundle published; requests in flight finish, and the data is kept. */
    public void remove(long bundleId) {
        files.remove(bundleId);
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
        return files.all().stream()
                .map(this::status)
                .sorted(Comparator.comparing(ResourceStatus::name).thenComparing(ResourceStatus::bundleId))
                .toList();
    }

    private ResourceStatus status(FileStatus<PublishedResource> status) {
        State state =
                switch (status.state()) {
                    case PUBLISHED -> State.PUBLISHED;
                    case SHADOWED -> State.SHADOWED;
                    case REFUSED -> State.REFUSED;
                };
        return new ResourceStatus(
                DefinitionReader.name(status.file()),
                status.file().path(),
                status.file().bundle(),
                status.file().bundleId(),
                state,
                status.reason().map(reason -> files.describe(status)),
                status.value().map(PublishedResource::definition));
    }
}
