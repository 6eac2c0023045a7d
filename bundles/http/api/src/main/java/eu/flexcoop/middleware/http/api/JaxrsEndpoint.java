package eu.flexcoop.middleware.http.api;

import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A group of JAX-RS root resources under one address. Registered as a service it answers within a moment, unregistered it
 * answers 404 at once while requests in flight finish. Resources and providers are shared by all requests, so they must be
 * thread-safe. What is called very often is better an {@link HttpEndpoint}.
 */
@ConsumerType
public interface JaxrsEndpoint extends Endpoint {
    /** Instances of classes annotated with {@code javax.ws.rs.Path}. */
    List<Object> resources();

    /** Longest body in bytes; a longer one is answered with 413. If it is higher than the hub's own limit, that one applies. */
    default long maxBodyBytes() {
        return Long.MAX_VALUE;
    }

    /** Further JAX-RS providers; the hub brings error mapping and access checks. */
    default List<Object> providers() {
        return List.of();
    }
}
