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

import eu.flexcoop.middleware.openadr.api.VenRegistry;

/** Completes accounts that have a registered VEN. */
@Service
public class AccountCompleter implements Completer {
    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(VenRegistry.class).ifPresent(vens -> vens.list(Optional.empty(), 100)
                    .forEach(ven -> names.getStrings().add(ven.account().value())));
        }
        return names.complete(session, commandLine, candidates);
    }
}
