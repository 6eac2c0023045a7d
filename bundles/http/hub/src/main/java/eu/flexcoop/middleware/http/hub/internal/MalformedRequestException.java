package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A request that nobody can understand, before it is clear whom it is for. */
final class MalformedRequestException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(int status, String message, String advice) {
        super("http:request.malformed", status, message, advice);
    }
}
