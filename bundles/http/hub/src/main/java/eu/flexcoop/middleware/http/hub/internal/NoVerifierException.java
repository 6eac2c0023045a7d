package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Tokens cannot be checked now, so nobody gets in. */
final class NoVerifierException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    NoVerifierException() {
        super("http:verifier.absent", 503, "Tokens cannot be checked at the moment", "Try again in some seconds.");
    }
}
