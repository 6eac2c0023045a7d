package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import eu.flexcoop.middleware.extension.api.FileStatus;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.core.internal.parsing.Content;

/**
 * The API roots that bundles bring, with the registry of each. A bundle's root is an object of its own, also if it takes over the address
 * of another bundle: requests to the one never see resources of the other.
 */
final class ApiRoots {
    /** Makes a root known to others. */
    @FunctionalInterface
    interface Announcer {
        /** @return takes it back */
        Runnable announce(ApiRoot root);
    }

    private record Key(long bundleId, String address) {}

    private record Announced(ApiRoot root, Runnable withdrawal) {}

    private final Announcer announcer;
    private final BiFunction<Long, String, RootRegistry> registries;
    private final Map<Key, RootRegistry> resources = new ConcurrentHashMap<>();
    private final Map<Key, Announced> announced = new ConcurrentHashMap<>();

    /** @param registries makes the registry of a bundle's root */
    ApiRoots(Announcer announcer, BiFunction<Long, String, RootRegistry> registries) {
        this.announcer = announcer;
        this.registries = registries;
    }

    void published(FileStatus<Content> status, Content.Root root) {
        Key key = key(status, root);
        ApiRoot made = new ApiRoot(root.root(), root.settings(), registry(key));
        announced.put(key, new Announced(made, announcer.announce(made)));
    }

    void withdrawn(FileStatus<Content> status, Content.Root root) {
        Key key = key(status, root);
        Announced leaving = announced.remove(key);
        if (leaving != null) {
            leaving.withdrawal().run();
        }
        forgetIfEmpty(key);
    }

    /** An update with the same settings changes nothing; otherwise the successor is there before the root goes. */
    void replaced(FileStatus<Content> before, FileStatus<Content> now, Content.Root root) {
        Content.Root old = (Content.Root) before.value().orElseThrow();
        if (!key(before, old).equals(key(now, root))) {
            withdrawn(before, old);
            published(now, root);
        } else if (!old.settings().equals(root.settings())) {
            Announced leaving = announced.get(key(before, old));
            published(now, root);
            leaving.withdrawal().run();
        }
    }

    void published(FileStatus<Content> status, Content.Resource resource) {
        registry(key(status, resource)).add(resource.resource());
    }

    void withdrawn(FileStatus<Content> status, Content.Resource resource) {
        Key key = key(status, resource);
        resources.get(key).remove(resource.resource());
        forgetIfEmpty(key);
    }

    /** While a root is announced it has its registry, also if it has no resource at the moment. */
    private void forgetIfEmpty(Key key) {
        if (!announced.containsKey(key)
                && resources.containsKey(key)
                && resources.get(key).published().isEmpty()) {
            resources.remove(key);
        }
    }

    /** By address. */
    List<ApiRoot> all() {
        return announced.values().stream()
                .map(Announced::root)
                .sorted(Comparator.comparing(ApiRoot::address))
                .toList();
    }

    private RootRegistry registry(Key key) {
        return resources.computeIfAbsent(key, wanted -> registries.apply(wanted.bundleId(), wanted.address()));
    }

    private static Key key(FileStatus<Content> status, Content content) {
        return new Key(status.file().bundleId(), content.root());
    }
}
