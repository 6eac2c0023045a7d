package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

import eu.flexcoop.middleware.telemetry.api.Reprocessing;

/** Completes ids of devices; reads only some that begin with what is typed, however many there are. */
@Service
public class DeviceIdCompleter implements Completer {
    private static final int MOST = 100;

    @Reference
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        try (Services services = new Services(bundleContext)) {
            services.find(Reprocessing.class).ifPresent(devices -> devices.devices(typed(commandLine), MOST)
                    .forEach(device -> names.getStrings().add(device.value())));
        }
        return names.complete(session, commandLine, candidates);
    }

    private static String typed(CommandLine commandLine) {
        String argument = commandLine.getCursorArgument();
        return argument == null
                ? ""
                : argument.substring(0, Math.min(argument.length(), commandLine.getArgumentPosition()));
    }
}
