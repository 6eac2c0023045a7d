package eu.flexcoop.middleware.routing.api;

import java.util.Objects;
import java.util.Optional;

/**
 * One route and how it fares.
 *
 * @param id name of the route, unique in its bundle
 * @param bundle symbolic name of the bundle that offers it
 * @param from where its messages come from, without secrets
 * @param done exchanges that ended well since the route started
 * @param failed exchanges that ended with an error
 * @param lastError what the last exchange failed with; empty once one succeeded
 */
public record RouteInfo(
        String id, String bundle, String from, State state, long done, long failed, Optional<String> lastError) {
    /** Where a route is in its life. */
    public enum State {
        /** Could not be started yet; tried again by itself. */
        WAITING,
        STARTED,
        STOPPED,
        SUSPENDED
    }

    public RouteInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lastError, "lastError");
    }
}
