package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.routing.spi.DeadLetters;

/** Completes ids of dead letters, the oldest ones of each route. */
@Service
public class DeadLetterIdCompleter implements Completer {
    private static final int MOST = 50;

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            for (DeadLetters letters : services.all(DeadLetters.class)) {
                letters.routes().forEach(route -> letters.list(route, MOST)
                        .forEach(letter -> ids.getStrings().add(letter.id())));
            }
        }
        return ids.complete(session, commandLine, candidates);
    }
}
