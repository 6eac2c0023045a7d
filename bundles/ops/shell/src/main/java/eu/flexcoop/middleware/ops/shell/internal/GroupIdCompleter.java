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

import eu.flexcoop.middleware.openadr.api.VenGroupService;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/** Completes ids of groups of VENs. */
@Service
public class GroupIdCompleter implements Completer {
    private static final int MOST = 100;
    private static final Caller OPERATOR =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(VenGroupService.class).ifPresent(groups -> groups.list(OPERATOR, Optional.empty(), MOST)
                    .forEach(group -> ids.getStrings().add(group.id())));
        }
        return ids.complete(session, commandLine, candidates);
    }
}
