package eu.flexcoop.middleware.core.api;

/** A server that the middleware stands on does not answer now; nothing was stored, and trying again later is right. */
public class UnavailableException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Throwable cause) {
        super(
                "core:server.unavailable",
                503,
                message,
                "Try again in some seconds; store:status shows the servers.",
                cause);
    }
}
