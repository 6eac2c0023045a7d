package eu.flexcoop.middleware.security.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The caller's bearer token is missing or no good. */
public class InvalidTokenException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public InvalidTokenException(String message) {
        super(
                "security:token.invalid",
                401,
                message,
                "Send 'Authorization: Bearer <token>' with a token of a trusted issuer.");
    }

    public InvalidTokenException(String message, Throwable cause) {
        super(
                "security:token.invalid",
                401,
                message,
                "Send 'Authorization: Bearer <token>' with a token of a trusted issuer.",
                cause);
    }
}
