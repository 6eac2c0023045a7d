package eu.flexcoop.middleware.resources.core.internal.stored;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionException;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionParser;
import eu.flexcoop.middleware.resources.core.internal.stored.DefinitionHistory.Version;

/**
 * Says what a new version of a definition means for clients and for the documents that are stored already, on a thread of its own. It
 * is repeated while the database is away. Thread-safe.
 */
public final class DefinitionReviews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionReviews.class);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final MongoCollections mongo;
    private final Map<PublishedResource, List<String>> findings = new ConcurrentHashMap<>();
    private final Map<PublishedResource, Boolean> current = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread daemon = new Thread(run, "resources-core-reviews");
        daemon.setDaemon(true);
        return daemon;
    });
    /** Of the thread alone; opened there, since the database may be away when this is made. */
    private DefinitionHistory history;

    public DefinitionReviews(MongoCollections mongo) {
        this.mongo = mongo;
    }

    /**
     * Compares the resource with the version before, later.
     *
     * @param key of its history
     */
    public void begin(String key, BundleFile file, PublishedResource resource) {
        current.put(resource, true);
        schedule(() -> review(key, file, resource), Duration.ZERO);
    }

    /** The resource is no longer published. */
    public void end(PublishedResource resource) {
        current.remove(resource);
        findings.remove(resource);
    }

    /** What was found, one sentence each; empty if nothing was or if the comparison is not done. */
    public List<String> of(PublishedResource resource) {
        return findings.getOrDefault(resource, List.of());
    }

    private void schedule(Runnable task, Duration after) {
        try {
            thread.schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The middleware is stopping", e);
        }
    }

    private void review(String key, BundleFile file, PublishedResource resource) {
        if (!current.containsKey(resource)) {
            return;
        }
        try {
            if (history == null) {
                history = new DefinitionHistory(mongo);
            }
            compare(key, file, resource);
        } catch (MiddlewareException e) {
            LOG.debug("Definition '{}' is compared with the version before later: {}", key, e.getMessage());
            schedule(() -> review(key, file, resource), AGAIN);
        } catch (IOException | RuntimeException e) {
            // the thread must live on for other definitions
            LOG.warn("Definition '{}' could not be compared with the version before", key, e);
        }
    }

    private void compare(String key, BundleFile file, PublishedResource resource) throws IOException {
        Version now;
        try (var in = file.url().openStream()) {
            now = Version.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Optional<Version> before = history.latest(key);
        if (before.filter(version -> version.digest().equals(now.digest())).isPresent()) {
            // another node compared it, or this one before it was started again
            tell(key, resource, before.get().changes());
            return;
        }
        List<String> changes = changes(resource.definition().name(), before, now);
        List<String> all = new ArrayList<>(changes);
        if (!changes.isEmpty()) {
            tell(key, resource, all);
            all.addAll(stored(resource));
            tell(key, resource, all);
            LOG.warn("Definition '{}' of bundle {} has incompatible changes: {}", key, file.bundle(), all);
        }
        history.record(key, now, file.bundle(), all);
    }

    private void tell(String key, PublishedResource resource, List<String> sentences) {
        findings.put(resource, List.copyOf(sentences));
        if (!current.containsKey(resource)) {
            findings.remove(resource); // it was withdrawn meanwhile
            LOG.debug("Definition '{}' was withdrawn while it was compared", key);
        }
    }

    /** Of the files alone: what the settings of an API root add is the same for both. */
    private static List<String> changes(String name, Optional<Version> before, Version now) {
        Optional<ResourceDefinition> old = before.flatMap(version -> parsed(name, version));
        Optional<ResourceDefinition> present = parsed(name, now);
        return old.isPresent() && present.isPresent()
                ? DefinitionChanges.incompatible(old.get(), present.get())
                : List.of();
    }

    private static Optional<ResourceDefinition> parsed(String name, Version version) {
        try {
            return Optional.of(DefinitionParser.parse(
                    name, new ByteArrayInputStream(version.json().getBytes(StandardCharsets.UTF_8))));
        } catch (DefinitionException | IOException e) {
            LOG.debug("A version of '{}' cannot be read", name, e);
            return Optional.empty();
        }
    }

    private List<String> stored(PublishedResource resource) {
        ResourceDefinition definition = resource.definition();
        if (definition.storage().source().isPresent()
                || !definition.storage().pipeline().isEmpty()) {
            return List.of();
        }
        return new StoredDocuments(
                        mongo.database().getCollection(definition.storage().collection()), resource)
                .misfits(() -> current.containsKey(resource) && !thread.isShutdown());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
