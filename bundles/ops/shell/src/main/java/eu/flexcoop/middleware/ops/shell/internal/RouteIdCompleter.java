package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.routing.api.RouteDirectory;

/** Completes ids of routes. */
@Service
public class RouteIdCompleter implements Completer {
    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(RouteDirectory.class).ifPresent(routes -> routes.routes()
                    .forEach(route -> ids.getStrings().add(route.id())));
        }
        return ids.complete(session, commandLine, candidates);
    }
}
