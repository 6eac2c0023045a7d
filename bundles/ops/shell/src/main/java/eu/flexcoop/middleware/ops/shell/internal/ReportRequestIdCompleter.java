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

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/** Completes ids of open report requests of the VEN before them in the line. */
@Service
public class ReportRequestIdCompleter implements Completer {
    private static final int MOST = 100;
    private static final Caller OPERATOR =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        int argument = commandLine.getCursorArgumentIndex();
        if (argument > 0) {
            VenReports.Filter ofVen = new VenReports.Filter(
                    Optional.of(new VenId(commandLine.getArguments()[argument - 1])), Optional.empty(), false);
            try (Services services = new Services(bundleContext)) {
                services.find(VenReports.class)
                        .ifPresent(reports -> reports.list(OPERATOR, ofVen, Optional.empty(), MOST).stream()
                                .filter(each -> each.state().isOpen())
                                .forEach(each -> ids.getStrings().add(each.reportRequestId())));
            }
        }
        return ids.complete(session, commandLine, candidates);
    }
}
