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

import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/** Completes ids of DERs; reads only some that follow what is typed, however many there are. */
@Service
public class DerIdCompleter implements Completer {
    private static final int MOST = 100;
    private static final Caller OPERATOR =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(DerRegistry.class)
                    .ifPresent(ders -> ders.list(OPERATOR, DerRegistry.Filter.ALL, typed(commandLine), MOST)
                            .forEach(der -> ids.getStrings().add(der.id().value())));
        }
        return ids.complete(session, commandLine, candidates);
    }

    /** The argument up to the cursor: ids that begin with it come right after it. */
    private static Optional<String> typed(CommandLine commandLine) {
        return Optional.ofNullable(commandLine.getCursorArgument())
                .map(text -> text.substring(0, Math.min(text.length(), commandLine.getArgumentPosition())))
                .filter(text -> !text.isEmpty());
    }
}
