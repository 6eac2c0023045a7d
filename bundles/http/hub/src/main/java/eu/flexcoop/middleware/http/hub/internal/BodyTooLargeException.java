package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The body is longer than the endpoint, or this installation, accepts. */
final class BodyTooLargeException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long limit) {
        super(
                "http:body.too-large",
                413,
                "The request body is longer than %d bytes".formatted(limit),
                "Send smaller pieces; the operator sets the limit by maxBodyBytes in the configuration of the endpoint, or of eu.flexcoop.middleware.http for endpoints without one.");
    }
}
