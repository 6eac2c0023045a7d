package eu.flexcoop.middleware.resources.core.internal;

import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;
import eu.flexcoop.middleware.resources.core.internal.ConfigBundle.DefinitionFile;

/**
 * All definitions of all config bundles and which of them are in use. Readers see one immutable snapshot; a change makes the
 * next one.
 */
@Component(service = ResourceRegistry.class, immediate = true)
public final class PublishedResources implements ResourceRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedResources.class);

    private record Snapshot(
            Map<String, PublishedResource> byUrl, Map<String, PublishedResource> byName, List<ResourceStatus> all) {}

    private final Map<Long, ConfigBundle> bundles = new TreeMap<>();
    private final Ownership ownership;
    private final Optional<ResourceExtender> extender;
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), List.of());

    @Activate
    public PublishedResources(BundleContext context, @Reference MongoCollections mongo) {
        this.ownership = new Ownership(mongo::isOwned);
        this.extender = Optional.of(new ResourceExtender(context, this));
        extender.ifPresent(ResourceExtender::open);
    }

    /** Outside a container: publishes what {@link #add} is given and nothing else. */
    public PublishedResources(String... ownedCollections) {
        this.ownership = new Ownership(Set.of(ownedCollections)::contains);
        this.extender = Optional.empty();
    }

    @Deactivate
    public void close() {
        extender.ifPresent(ResourceExtender::close);
    }

    /** Publishes the files of a bundle together, or none of them. */
    public void add(String symbolicName, long bundleId, List<URL> files) {
        // read outside the lock: files may be many, and the log of one bundle shall not hold up another
        ConfigBundle bundle = ConfigBundle.read(symbolicName, bundleId, files, ownership);
        Snapshot settled;
        synchronized (this) {
            bundles.put(bundleId, bundle);
            settled = settle();
            snapshot = settled;
        }
        report(bundle, settled);
    }

    private static void report(ConfigBundle bundle, Snapshot snapshot) {
        long published = snapshot.all().stream()
                .filter(status -> status.bundleId() == bundle.id() && status.state() == State.PUBLISHED)
                .count();
        LOG.info("Bundle {} ({}) publishes {} resources", bundle.symbolicName(), bundle.id(), published);
        snapshot.all().stream()
                .filter(status -> status.bundleId() == bundle.id() && status.state() != State.PUBLISHED)
                .forEach(status -> LOG.warn("{}", status.reason().orElse("")));
    }

    /** Withdraws what a bundle published; requests in flight finish. */
    public synchronized void remove(long bundleId) {
        if (bundles.remove(bundleId) != null) {
            snapshot = settle();
            LOG.info("Resources of bundle {} are withdrawn, their data is kept", bundleId);
        }
    }

    /** Who came first keeps a name or an address: lower bundle ids are older. */
    private Snapshot settle() {
        Map<String, PublishedResource> byUrl = new HashMap<>();
        Map<String, PublishedResource> byName = new TreeMap<>();
        Map<String, String> holders = new HashMap<>();
        List<ResourceStatus> all = new ArrayList<>();
        for (ConfigBundle bundle : bundles.values()) {
            for (DefinitionFile file : bundle.files()) {
                all.add(status(bundle, file, byUrl, byName, holders));
            }
        }
        all.sort(Comparator.comparing(ResourceStatus::name).thenComparing(ResourceStatus::bundleId));
        return new Snapshot(Map.copyOf(byUrl), byName, List.copyOf(all));
    }

    private static ResourceStatus status(
            ConfigBundle bundle,
            DefinitionFile file,
            Map<String, PublishedResource> byUrl,
            Map<String, PublishedResource> byName,
            Map<String, String> holders) {
        String label = "%s (%d)".formatted(bundle.symbolicName(), bundle.id());
        String head = "Resource '%s' in bundle %s was not published: ".formatted(file.name(), label);
        if (file.problem().isPresent()) {
            return refused(bundle, file, head + file.problem().get());
        }
        PublishedResource resource = file.resource().orElseThrow();
        if (!bundle.good()) {
            String others = bundle.files().stream()
                    .filter(other -> other.problem().isPresent())
                    .map(other -> "'" + other.name() + "'")
                    .collect(Collectors.joining(", "));
            return refused(bundle, file, head + "resource %s of the same bundle has an error".formatted(others));
        }
        String url = resource.definition().url();
        String holder = byName.containsKey(file.name()) ? holders.get(file.name()) : holders.get("/" + url);
        if (holder != null) {
            String reason = head + "bundle %s has that name or address and is older".formatted(holder);
            return of(bundle, file, State.SHADOWED, Optional.of(reason));
        }
        byName.put(file.name(), resource);
        holders.put(file.name(), label);
        holders.put("/" + url, label);
        if (!resource.definition().internal()) {
            byUrl.put(url, resource);
        }
        return of(bundle, file, State.PUBLISHED, Optional.empty());
    }

    private static ResourceStatus refused(ConfigBundle bundle, DefinitionFile file, String reason) {
        return of(bundle, file, State.REFUSED, Optional.of(reason));
    }

    private static ResourceStatus of(ConfigBundle bundle, DefinitionFile file, State state, Optional<String> reason) {
        return new ResourceStatus(
                file.name(),
                file.path(),
                bundle.symbolicName(),
                bundle.id(),
                state,
                reason,
                file.resource().map(PublishedResource::definition));
    }

    @Override
    public Optional<PublishedResource> at(String url) {
        return Optional.ofNullable(snapshot.byUrl().get(url));
    }

    @Override
    public Optional<PublishedResource> named(String name) {
        return Optional.ofNullable(snapshot.byName().get(name));
    }

    @Override
    public Collection<PublishedResource> published() {
        return List.copyOf(snapshot.byName().values());
    }

    @Override
    public List<ResourceStatus> list() {
        return snapshot.all();
    }
}
