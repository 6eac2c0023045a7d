package eu.flexcoop.middleware.routing.core.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.api.RouteControl;
import eu.flexcoop.middleware.routing.api.RouteDirectory;
import eu.flexcoop.middleware.routing.api.RouteInfo;
import eu.flexcoop.middleware.routing.api.UnknownRouteException;

/**
 * Starts routes when their service is registered and stops them before it is gone. Everything happens in one thread of its own,
 * so that a slow start delays no other bundle; only the stop is waited for, since the services of the route are gone after it.
 */
@Component(
        service = {RouteDirectory.class, RouteControl.class},
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.routing")
@Designate(ocd = RouteBundles.Config.class)
public final class RouteBundles implements RouteDirectory, RouteControl {
    /** How routes start and stop. */
    @ObjectClassDefinition(name = "Flexcoop routing")
    public @interface Config {
        @AttributeDefinition(
                min = "PT1S",
                description = "How long a stopping route may finish what is under way, ISO-8601")
        String shutdownTimeout() default "PT15S";

        @AttributeDefinition(description = "Pause before routes that failed to start are tried again, ISO-8601")
        String retry() default "PT5S";
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouteBundles.class);

    private final Duration shutdownTimeout;
    private final Duration retry;
    private final Function<BundleContext, CamelContext> contexts;
    private final RouteCounts counts;
    private final ScheduledExecutorService worker;
    private final Map<Long, RouteBundle> byBundle = new ConcurrentHashMap<>();
    private final ServiceTracker<RoutesBuilder, ServiceReference<RoutesBuilder>> tracker;

    @Activate
    public RouteBundles(BundleContext context, @Reference MeterRegistry metrics, Config config) {
        this(
                context,
                metrics,
                Duration.parse(config.shutdownTimeout()),
                Duration.parse(config.retry()),
                RouteBundle::osgiContext);
    }

    RouteBundles(
            BundleContext context,
            MeterRegistry metrics,
            Duration shutdownTimeout,
            Duration retry,
            Function<BundleContext, CamelContext> contexts) {
        this.shutdownTimeout = shutdownTimeout;
        this.retry = retry;
        this.contexts = contexts;
        this.counts = new RouteCounts(metrics);
        this.worker = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "flexcoop-routing"));
        this.tracker = new ServiceTracker<>(context, RoutesBuilder.class, new ComeAndGo());
        tracker.open();
    }

    private final class ComeAndGo implements ServiceTrackerCustomizer<RoutesBuilder, ServiceReference<RoutesBuilder>> {
        @Override
        public ServiceReference<RoutesBuilder> addingService(ServiceReference<RoutesBuilder> reference) {
            worker.execute(() -> start(reference));
            return reference;
        }

        @Override
        public void modifiedService(
                ServiceReference<RoutesBuilder> reference, ServiceReference<RoutesBuilder> tracked) {
            // properties of the service say nothing about its routes
        }

        @Override
        public void removedService(ServiceReference<RoutesBuilder> reference, ServiceReference<RoutesBuilder> tracked) {
            awaitStop(reference);
        }
    }

    private void start(ServiceReference<RoutesBuilder> reference) {
        if (reference.getBundle() == null) {
            return;
        }
        RouteBundle routes = byBundle.computeIfAbsent(
                reference.getBundle().getBundleId(),
                id -> new RouteBundle(reference.getBundle(), shutdownTimeout, counts, contexts));
        if (!routes.start(reference)) {
            try {
                worker.schedule(() -> start(reference), retry.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Not trying again, as routing stops", e);
            }
        }
    }

    private void awaitStop(ServiceReference<RoutesBuilder> reference) {
        try {
            worker.submit(() -> stop(reference)).get(2 * shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The routes of {} did not stop in time", reference, e);
        }
    }

    private void stop(ServiceReference<RoutesBuilder> reference) {
        byBundle.values().stream()
                .filter(routes -> routes.stop(reference))
                .toList()
                .forEach(empty -> byBundle.values().remove(empty));
    }

    @Override
    public List<RouteInfo> routes() {
        return byBundle.values().stream()
                .flatMap(bundle -> bundle.routes().stream())
                .sorted(Comparator.comparing(RouteInfo::bundle).thenComparing(RouteInfo::id))
                .toList();
    }

    @Override
    public void stop(String id) {
        run(id, false);
    }

    @Override
    public void start(String id) {
        run(id, true);
    }

    private void run(String id, boolean run) {
        try {
            worker.submit(() -> byBundle.values().stream()
                            .filter(bundle -> bundle.has(id))
                            .findFirst()
                            .orElseThrow(() -> new UnknownRouteException(id))
                            .run(id, run))
                    .get(2 * shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The wait for route '%s' was interrupted".formatted(id), e);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    "Route '%s' did not %s within %s; route:list shows its state"
                            .formatted(id, run ? "start" : "stop", shutdownTimeout.multipliedBy(2)),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Closing the tracker stops every route, and only then is the thread let go. */
    @Deactivate
    public void close() {
        tracker.close();
        worker.shutdownNow();
        counts.close();
    }
}
