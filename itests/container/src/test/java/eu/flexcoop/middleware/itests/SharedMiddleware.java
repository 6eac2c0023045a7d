package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * One middleware with the default configuration for all classes that register this, since a start takes half a minute. It ends with the run. For
 * tests that neither stop servers nor change the configuration, and name resources, modules, accounts and users as no other class does.
 */
final class SharedMiddleware implements BeforeAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedMiddleware.class);

    private Middleware middleware;

    @Override
    public void beforeAll(ExtensionContext context) {
        middleware = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, key -> start(), Running.class)
                .middleware();
    }

    private static Running start() {
        try {
            return new Running(Middleware.start("shared"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Middleware middleware() {
        return middleware;
    }

    private record Running(Middleware middleware) implements CloseableResource {
        @Override
        public void close() {
            middleware.close();
        }
    }
}
