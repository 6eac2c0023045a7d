package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.resources.api.ResourceRegistry;

/** Completes names of resources, whatever their state is. */
@Service
public class ResourceNameCompleter implements Completer {
    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(ResourceRegistry.class).ifPresent(registry -> registry.list()
                    .forEach(status -> names.getStrings().add(status.name())));
        }
        return names.complete(session, commandLine, candidates);
    }
}
