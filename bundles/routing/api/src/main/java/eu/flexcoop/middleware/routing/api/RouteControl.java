package eu.flexcoop.middleware.routing.api;

import org.osgi.annotation.versioning.ProviderType;

/** Stops and starts routes of this node. Thread-safe; methods return when it is done. */
@ProviderType
public interface RouteControl {
    /**
     * Stops a route after what is under way is finished. It stays stopped until it is started again or its bundle is; other nodes
     * are not concerned. Does nothing if it is stopped.
     *
     * @throws UnknownRouteException if no bundle offers it
     */
    void stop(String id);

    /**
     * Starts a route that was stopped; does nothing if it runs.
     *
     * @throws UnknownRouteException if no bundle offers it
     */
    void start(String id);
}
