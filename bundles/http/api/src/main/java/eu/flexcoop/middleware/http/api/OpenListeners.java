package eu.flexcoop.middleware.http.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the HTTP server really listens, whatever configured it. The service is there while the server runs; when its answer
 * changes, another service replaces it. Thread-safe.
 */
@ProviderType
public interface OpenListeners {
    /**
     * The listeners that take bearer tokens and can be reached from other machines, each as {@code host:port}; empty if all are
     * on the loopback. The listener for VENs is not among them: it takes certificates only.
     */
    List<String> beyondLoopback();
}
