package eu.flexcoop.middleware.core.api;

import java.time.Duration;

/** A server that the middleware uses does not answer now. Nothing was stored; the same call may succeed later. */
public class UnavailableException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** When a client should try again, for {@code Retry-After}. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    public UnavailableException(String message, Throwable cause) {
        super(
                "core:server.unavailable",
                503,
                message,
                "Try again in some seconds; the operator sees the state of the servers with store:status.",
                cause);
    }
}
