package eu.flexcoop.middleware.resources.rest.internal.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;

/**
 * Starts to build the indexes of resources soon after their definitions are published. The registry is looked through periodically,
 * which also repeats what failed while the database was away.
 */
public final class IndexBuilder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexBuilder.class);

    private final ResourceRegistry registry;
    private final OpenResources resources;
    /** Of the thread alone. */
    private final Map<String, PublishedResource> reported = new HashMap<>();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread daemon = new Thread(run, "resources-rest-indexes");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Starts at once; looks for new definitions after each period. */
    public IndexBuilder(ResourceRegistry registry, OpenResources resources, Duration period) {
        this.registry = registry;
        this.resources = resources;
        thread.scheduleWithFixedDelay(this::build, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void build() {
        for (PublishedResource resource : registry.published()) {
            if (thread.isShutdown()) {
                return;
            }
            try {
                if (resources.startIndexes(resource).map(IndexBuild::isEnded).orElse(true)) {
                    report(resource);
                }
            } catch (MiddlewareException e) {
                LOG.debug("'{}' is looked at later: {}", resource.definition().name(), e.getMessage());
            } catch (RuntimeException e) {
                // a periodic task that throws is never run again
                LOG.warn(
                        "Could not start to make the indexes of '{}', tried again",
                        resource.definition().name(),
                        e);
            }
        }
    }

    /** Says once per definition which filters read all rows; a definition that names its filters promises that they are quick. */
    private void report(PublishedResource resource) {
        String name = resource.definition().name();
        if (resource.equals(reported.get(name))) {
            return;
        }
        List<String> filters = resource.definition().queries().filters();
        Set<String> slow = new TreeSet<>(
                filters.contains("*") ? resource.definition().schema().keySet() : filters);
        resources.open(resource).source().indexed().forEach(slow::remove);
        reported.put(name, resource);
        String message = "Resource '{}': no index begins with {}; a filter on these alone reads all rows";
        if (slow.isEmpty()) {
            return;
        }
        if (filters.contains("*")) {
            LOG.debug(message, name, slow);
        } else {
            LOG.info(message, name, slow);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
