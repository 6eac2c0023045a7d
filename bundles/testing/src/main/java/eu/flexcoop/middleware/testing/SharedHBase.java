package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the methods of a test class the one {@link PrivateHBase} of all test classes of a module, which is started by the first of them
 * and ends after the last one, since a start takes longer than most tests. A test uses devices of its own, and leaves a server that runs
 * and a table that can be written. Beside it stands {@link NeedsHBase}, which skips the class where the jars of
 * HBase are not to be had: an extension cannot.
 */
public final class SharedHBase implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedHBase.class);

    private record Running(PrivateHBase hbase) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            hbase.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PrivateHBase.class;
    }

    @Override
    public PrivateHBase resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, any -> start(), Running.class)
                .hbase();
    }

    private static Running start() {
        try {
            return new Running(PrivateHBase.startOrSkip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
