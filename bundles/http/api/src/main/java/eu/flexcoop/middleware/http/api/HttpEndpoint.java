package eu.flexcoop.middleware.http.api;

import java.io.IOException;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Serves all requests below one address directly, without JAX-RS between: for paths that are called very often. Registered as a
 * service it answers within a moment, unregistered it answers 404 at once while requests in flight finish. The hub checks the
 * listener, the token and the length of the body before each call, times the request, and turns exceptions into error answers.
 */
@ConsumerType
public interface HttpEndpoint extends Endpoint {
    /** Longest body in bytes; a longer one is answered with 413. */
    long maxBodyBytes();

    /**
     * Answers one request, by one of the {@code answer} methods of the exchange. Called by many threads.
     *
     * @throws IOException if the client is gone
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException becomes an error answer with its status, code and advice
     */
    void handle(HttpExchange exchange) throws IOException;
}
