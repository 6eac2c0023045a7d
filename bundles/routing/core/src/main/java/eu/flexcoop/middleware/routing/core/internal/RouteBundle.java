package eu.flexcoop.middleware.routing.core.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.core.osgi.OsgiCamelContextPublisher;
import org.apache.camel.core.osgi.OsgiDefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.routing.api.RouteInfo;

/**
 * The routes of one bundle in a CamelContext of their own. Changes happen on one thread; {@link #routes} may be called by any.
 */
final class RouteBundle {
    private static final Logger LOG = LoggerFactory.getLogger(RouteBundle.class);

    private final String name;
    private final BundleContext bundle;
    private final Duration shutdownTimeout;
    private final RouteCounts counts;
    private final Function<BundleContext, CamelContext> contexts;
    private final Map<ServiceReference<RoutesBuilder>, List<String>> routeIds = new ConcurrentHashMap<>();
    private final Map<ServiceReference<RoutesBuilder>, String> failures = new ConcurrentHashMap<>();
    private volatile CamelContext context;

    /** @param contexts makes a context that finds components the way the bundle does */
    RouteBundle(
            Bundle bundle,
            Duration shutdownTimeout,
            RouteCounts counts,
            Function<BundleContext, CamelContext> contexts) {
        this.name = bundle.getSymbolicName();
        this.bundle = bundle.getBundleContext();
        this.shutdownTimeout = shutdownTimeout;
        this.counts = counts;
        this.contexts = contexts;
    }

    /** A context that takes components from services and is itself one. */
    static CamelContext osgiContext(BundleContext bundle) {
        OsgiDefaultCamelContext context = new OsgiDefaultCamelContext(bundle);
        context.getManagementStrategy().addEventNotifier(new OsgiCamelContextPublisher(bundle));
        return context;
    }

    /** @return false if the routes should be tried again */
    boolean start(ServiceReference<RoutesBuilder> reference) {
        RoutesBuilder builder = bundle == null ? null : bundle.getService(reference);
        if (builder == null) {
            LOG.debug("The routes {} of {} are gone already", reference, name);
            return true;
        }
        List<String> before = context == null ? List.of() : ids();
        try {
            if (context == null) {
                context = startedContext();
            }
            context.addRoutes(builder);
            List<String> added = new ArrayList<>(ids());
            added.removeAll(before);
            if (added.isEmpty() && failures.containsKey(reference)) {
                // a RouteBuilder configures itself once; only a new instance, as DS makes it, can do better
                giveBack(reference);
                return false;
            }
            routeIds.put(reference, added);
            failures.remove(reference);
            LOG.info("Routes {} of {} run", added, name);
            return true;
        } catch (Exception e) {
            // whatever a component of Camel throws; the place where routes are foreign code
            if (failures.put(reference, String.valueOf(e.getMessage())) == null) {
                LOG.warn("Routes of {} did not start and are tried again: {}", name, e.getMessage(), e);
            }
            removeAllBut(before);
            giveBack(reference);
            return false;
        }
    }

    private void giveBack(ServiceReference<RoutesBuilder> reference) {
        closeIfUnused();
        bundle.ungetService(reference);
    }

    private CamelContext startedContext() {
        CamelContext started = contexts.apply(bundle);
        started.adapt(ExtendedCamelContext.class).setName(name);
        started.disableJMX();
        started.setUseMDCLogging(false);
        started.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        started.getShutdownStrategy().setTimeout(shutdownTimeout.toMillis());
        started.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        started.addRoutePolicyFactory((camel, routeId, route) -> counts.of(name, routeId));
        started.adapt(ExtendedCamelContext.class).setErrorHandlerFactory(quietErrorHandler());
        started.start();
        return started;
    }

    /** No redelivery, as a route that wants it says so itself; the one line per failure comes from {@link RouteCounts}. */
    private static DefaultErrorHandlerBuilder quietErrorHandler() {
        DefaultErrorHandlerBuilder handler = new DefaultErrorHandlerBuilder();
        handler.maximumRedeliveries(0);
        handler.retriesExhaustedLogLevel(LoggingLevel.DEBUG);
        handler.retryAttemptedLogLevel(LoggingLevel.DEBUG);
        handler.logExhaustedMessageHistory(false);
        return handler;
    }

    private List<String> ids() {
        return context.getExtension(Model.class).getRouteDefinitions().stream()
                .map(RouteDefinition::getRouteId)
                .toList();
    }

    private void removeAllBut(List<String> keep) {
        if (context != null) {
            ids().stream().filter(id -> !keep.contains(id)).forEach(this::remove);
        }
    }

    private void remove(String id) {
        try {
            context.getRouteController().stopRoute(id, shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS);
            context.removeRoute(id);
        } catch (Exception e) {
            // foreign code again; the route is on its way out, so there is nothing better to do
            LOG.warn("Route {} of {} did not stop cleanly: {}", id, name, e.getMessage(), e);
        }
        Model model = context.getExtension(Model.class);
        RouteDefinition left = model.getRouteDefinition(id);
        if (left != null) {
            model.getRouteDefinitions().remove(left);
        }
    }

    /** @return true if it had these routes and none is left */
    boolean stop(ServiceReference<RoutesBuilder> reference) {
        boolean failed = failures.remove(reference) != null;
        List<String> ids = routeIds.remove(reference);
        if (ids == null) {
            return failed && closeIfEmpty();
        }
        ids.forEach(this::remove);
        LOG.info("Routes {} of {} stopped", ids, name);
        return closeIfEmpty();
    }

    private boolean closeIfEmpty() {
        closeIfUnused();
        return routeIds.isEmpty() && failures.isEmpty();
    }

    /** What a failed start left in a context (components, beans) must not stand in the way of the next one. */
    private void closeIfUnused() {
        if (routeIds.isEmpty() && context != null) {
            context.stop();
            context = null;
        }
    }

    boolean has(String route) {
        return routeIds.values().stream().anyMatch(ids -> ids.contains(route));
    }

    /** @throws IllegalStateException if Camel cannot do it */
    void run(String route, boolean run) {
        try {
            if (run) {
                context.getRouteController().startRoute(route);
            } else {
                context.getRouteController().stopRoute(route, shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            LOG.info("Route {} of {} was {} by an operator", route, name, run ? "started" : "stopped");
        } catch (Exception e) {
            // whatever a component of Camel throws
            throw new IllegalStateException(
                    "Route '%s' could not be %s: %s".formatted(route, run ? "started" : "stopped", e.getMessage()), e);
        }
    }

    List<RouteInfo> routes() {
        List<RouteInfo> routes = new ArrayList<>();
        failures.forEach((reference, failure) ->
                routes.add(new RouteInfo("?", name, "", RouteInfo.State.WAITING, 0, 0, Optional.of(failure))));
        CamelContext current = context;
        if (current != null) {
            routeIds.values().forEach(ids -> ids.forEach(id -> routes.add(info(current, id))));
        }
        return routes;
    }

    private RouteInfo info(CamelContext current, String id) {
        RouteCounts.Count count = counts.of(name, id);
        String from = Optional.ofNullable(current.getRoute(id))
                .map(route -> URISupport.sanitizeUri(route.getEndpoint().getEndpointUri()))
                .orElse("");
        return new RouteInfo(
                id,
                name,
                from,
                state(current.getRouteController().getRouteStatus(id)),
                count.done(),
                count.failed(),
                count.lastError());
    }

    private static RouteInfo.State state(ServiceStatus status) {
        if (status == null) {
            return RouteInfo.State.STOPPED;
        }
        return status.isStarted()
                ? RouteInfo.State.STARTED
                : status.isSuspended() ? RouteInfo.State.SUSPENDED : RouteInfo.State.STOPPED;
    }
}
