package eu.flexcoop.middleware.routing.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** No bundle of this node offers a route of that name. */
public final class UnknownRouteException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public UnknownRouteException(String id) {
        super(
                "route:route.unknown",
                404,
                "There is no route '%s' on this node".formatted(id),
                "The command route:list shows the routes of this node.");
    }
}
