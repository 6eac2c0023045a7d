package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.net.URL;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileStatus;
import eu.flexcoop.middleware.extension.api.HeaderTracker;
import eu.flexcoop.middleware.extension.api.LastGoodFiles;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.api.NestedResource;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;
import eu.flexcoop.middleware.resources.core.internal.parsing.Content;
import eu.flexcoop.middleware.resources.core.internal.parsing.ContentReader;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionReader;
import eu.flexcoop.middleware.resources.core.internal.parsing.RootAddress;
import eu.flexcoop.middleware.resources.core.internal.stored.DefinitionReviews;

/** The definitions and API roots in bundles whose manifest has the header {@code Flexcoop-Resources}, and which of them are in use. */
@Component(service = ResourceRegistry.class, immediate = true)
public final class PublishedResources implements ResourceRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedResources.class);

    static final String HEADER = "Flexcoop-Resources";

    /** A bundle that is updated is stopped for less than this; its resources are served on until then. */
    private static final Duration UPDATE = Duration.ofSeconds(10);

    private final BundleFiles<Content> files;
    private final Optional<HeaderTracker<Content>> tracker;
    private final Optional<DefinitionReviews> reviews;
    private final RootRegistry platform = new RootRegistry(this::list);
    private final ApiRoots roots;

    @Activate
    public PublishedResources(BundleContext context, @Reference MongoCollections mongo) {
        this.reviews = Optional.of(new DefinitionReviews(mongo));
        this.roots = new ApiRoots(
                root -> {
                    ServiceRegistration<ApiRoot> service = context.registerService(ApiRoot.class, root, null);
                    return () -> unregister(service);
                },
                this::registry);
        this.files = files(mongo::isOwned, id -> Optional.ofNullable(context.getBundle(id))
                .map(bundle -> bundle.getHeaders("").get(RootAddress.HEADER)));
        LastGoodFiles copies =
                new LastGoodFiles(context.getDataFile("last-good").toPath());
        copies.clean(id -> context.getBundle(id) != null);
        files.keepLastGood(copies);
        this.tracker = Optional.of(new HeaderTracker<>(context, HEADER, files, UPDATE));
        this.tracker.get().open();
    }

    private static void unregister(ServiceRegistration<ApiRoot> service) {
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("The container stops and has done it already", e);
        }
    }

    /** Outside a container: publishes what {@link #add} is given and nothing else. */
    public PublishedResources(String... ownedCollections) {
        this.reviews = Optional.empty();
        this.roots = new ApiRoots(root -> () -> {}, this::registry);
        this.files = files(Set.of(ownedCollections)::contains, id -> Optional.empty());
        this.tracker = Optional.empty();
    }

    private BundleFiles<Content> files(Predicate<String> isOwned, LongFunction<Optional<String>> rootNames) {
        return BundleFiles.perBundle(
                "Resource definition",
                new ContentReader(new DefinitionReader(isOwned), rootNames),
                Content.NAMES,
                new BundleFiles.Listener<>() {
                    @Override
                    public void published(FileStatus<Content> status) {
                        Content content = status.value().orElseThrow();
                        if (content instanceof Content.Root root) {
                            roots.published(status, root);
                        } else if (content instanceof Content.Resource resource) {
                            reviews.ifPresent(each -> each.begin(resource.key(), status.file(), resource.resource()));
                            if (resource.root().isEmpty()) {
                                platform.add(resource.resource());
                            } else {
                                roots.published(status, resource);
                            }
                        }
                    }

                    @Override
                    public void replaced(FileStatus<Content> before, FileStatus<Content> now) {
                        if (now.value().orElseThrow() instanceof Content.Root root) {
                            roots.replaced(before, now, root);
                        } else {
                            // in this order there is no moment without the resource; the removal spares its successor
                            published(now);
                            withdrawn(before);
                        }
                    }

                    @Override
                    public void withdrawn(FileStatus<Content> status) {
                        Content content = status.value().orElseThrow();
                        if (content instanceof Content.Root root) {
                            roots.withdrawn(status, root);
                        } else if (content instanceof Content.Resource resource) {
                            reviews.ifPresent(each -> each.end(resource.resource()));
                            if (resource.root().isEmpty()) {
                                platform.remove(resource.resource());
                            } else {
                                roots.withdrawn(status, resource);
                            }
                        }
                    }
                });
    }

    private RootRegistry registry(long bundleId, String address) {
        return new RootRegistry(() -> list().stream()
                .filter(status -> status.bundleId() == bundleId && status.root().equals(address))
                .toList());
    }

    @Deactivate
    public void close() {
        tracker.ifPresent(HeaderTracker::close);
        reviews.ifPresent(DefinitionReviews::close);
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
        return platform.at(url);
    }

    @Override
    public Optional<NestedResource> nested(String url) {
        return platform.nested(url);
    }

    @Override
    public Optional<PublishedResource> named(String name) {
        return platform.named(name);
    }

    @Override
    public Collection<PublishedResource> published() {
        return platform.published();
    }

    @Override
    public List<ApiRoot> roots() {
        return roots.all();
    }

    @Override
    public List<ResourceStatus> list() {
        return files.all().stream()
                .filter(status -> !ContentReader.isSettings(status.file())
                        || status.reason().isPresent())
                .map(this::status)
                .sorted(Comparator.comparing(ResourceStatus::name).thenComparing(ResourceStatus::bundleId))
                .toList();
    }

    private ResourceStatus status(FileStatus<Content> status) {
        State state =
                switch (status.state()) {
                    case PUBLISHED -> State.PUBLISHED;
                    case SHADOWED -> State.SHADOWED;
                    case REFUSED -> State.REFUSED;
                };
        return new ResourceStatus(
                DefinitionReader.name(status.file()),
                status.value().map(Content::root).orElse(""),
                status.file().path(),
                status.file().bundle(),
                status.file().bundleId(),
                state,
                status.reason().map(reason -> files.describe(status)),
                status.value().flatMap(Content::published).map(PublishedResource::definition),
                status.value()
                        .flatMap(Content::published)
                        .flatMap(resource -> reviews.map(each -> each.of(resource)))
                        .orElse(List.of()));
    }
}
