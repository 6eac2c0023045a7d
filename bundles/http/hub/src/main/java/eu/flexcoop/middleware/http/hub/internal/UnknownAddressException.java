package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Nothing is served at this address, or not through this listener. */
final class UnknownAddressException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    UnknownAddressException(String path) {
        super("http:address.unknown", 404, "Nothing is served at " + path, "Check address and port.");
    }
}
