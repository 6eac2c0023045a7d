package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/** Completes report specifiers that the VEN before them in the line offers. */
@Service
public class ReportSpecifierCompleter implements Completer {
    private static final Caller OPERATOR =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter specifiers = new StringsCompleter();
        int argument = commandLine.getCursorArgumentIndex();
        if (argument > 0) {
            String ven = commandLine.getArguments()[argument - 1];
            try (Services services = new Services(bundleContext)) {
                services.find(VenReports.class)
                        .ifPresent(reports ->
                                specifiers.getStrings().addAll(reports.specifiers(OPERATOR, new VenId(ven))));
            } catch (MiddlewareException | IllegalArgumentException e) {
                // the argument before is no VEN
                return -1;
            }
        }
        return specifiers.complete(session, commandLine, candidates);
    }
}
