package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * A command that calls services of the middleware. They are looked up when the command runs, so that the command always exists
 * and says what is missing, and are released when it ends. One instance runs one command.
 */
abstract class OperatorCommand implements Action {
    @Reference
    BundleContext bundleContext;

    @Reference
    Session session;

    private Services services;

    @Override
    public final Object execute() throws Exception {
        try (Services held = new Services(bundleContext)) {
            services = held;
            run();
        }
        return null;
    }

    /** What the command does; an exception is its failure, and the operator sees the message. */
    abstract void run() throws Exception;

    /** The user of this shell, who may do everything; logs and stored data name it. */
    final Caller operator() {
        Object user = session.get("USER");
        return new Caller(
                user == null ? "operator" : user.toString(),
                Role.ADMIN,
                Optional.empty(),
                Optional.empty(),
                Optional.of("shell"));
    }

    /** @throws MissingServiceException if no bundle offers it now */
    final <T> T service(Class<T> type) {
        return findService(type).orElseThrow(() -> new MissingServiceException(type));
    }

    final <T> Optional<T> findService(Class<T> type) {
        return services.find(type);
    }

    /** All services of a type, which may be none. */
    final <T> List<T> services(Class<T> type) {
        return services.all(type);
    }

    /** Prints one line. */
    final void say(String text) {
        session.getConsole().println(Constants.printable(text));
    }
}
