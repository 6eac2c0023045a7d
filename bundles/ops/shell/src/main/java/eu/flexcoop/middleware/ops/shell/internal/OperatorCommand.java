package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * A command that asks the services of the middleware. They are looked up when the command runs, so that it exists always and
 * says what is missing. One instance runs one command.
 */
abstract class OperatorCommand implements Action {
    /** Whoever may enter the shell may do everything. */
    static final Caller OPERATOR =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));

    @Reference
    BundleContext bundleContext;

    @Reference
    Session session;

    /** @throws MissingServiceException if nobody offers it now */
    <T> T service(Class<T> type) {
        return Services.find(bundleContext, type).orElseThrow(() -> new MissingServiceException(type));
    }

    /** All services of a type, which may be none. */
    <T> List<T> services(Class<T> type) {
        try {
            return bundleContext.getServiceReferences(type, null).stream()
                    .sorted(Comparator.reverseOrder())
                    .map((ServiceReference<T> reference) -> bundleContext.getService(reference))
                    .filter(Objects::nonNull)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is no wrong filter", e);
        }
    }

    void say(String text) {
        session.getConsole().println(text);
    }
}
