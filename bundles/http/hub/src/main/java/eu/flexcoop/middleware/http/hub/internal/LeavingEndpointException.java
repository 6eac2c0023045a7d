package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The endpoint is being removed, perhaps for a new configuration. */
final class LeavingEndpointException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    LeavingEndpointException(String address) {
        super("http:endpoint.leaving", 503, address + " is being removed", "Try again in some seconds.");
    }
}
