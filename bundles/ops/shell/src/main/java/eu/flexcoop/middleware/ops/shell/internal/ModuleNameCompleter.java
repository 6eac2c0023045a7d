package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;

/** Completes names of modules. */
@Service
public class ModuleNameCompleter implements Completer {
    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(ModuleRegistry.class)
                    .ifPresent(modules -> modules.list().forEach(module -> names.getStrings()
                            .add(module.descriptor().name())));
        }
        return names.complete(session, commandLine, candidates);
    }
}
