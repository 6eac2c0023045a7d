package eu.flexcoop.middleware.ops.shell.internal;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says whether the shell knows every command of this bundle. Karaf registers commands in threads of its own after the bundle has
 * started, so that on a slow machine a node could be ready while {@code security:token} is not found.
 */
@Component(
        property = {
            HealthCheck.NAME + "=" + CommandsCheck.CHECK,
            HealthCheck.TAGS + "=shell",
            HealthCheck.TAGS + "=readiness"
        })
public final class CommandsCheck implements HealthCheck {
    static final String CHECK = "shell";

    private final Registry registry;
    private final List<Command> commands;

    @Activate
    public CommandsCheck(BundleContext context, @Reference SessionFactory sessions) {
        this(sessions.getRegistry(), commandsOf(context.getBundle()));
    }

    CommandsCheck(Registry registry, List<Command> commands) {
        this.registry = registry;
        this.commands = commands;
    }

    private static List<Command> commandsOf(Bundle bundle) {
        Enumeration<URL> classes =
                bundle.findEntries(CommandsCheck.class.getPackageName().replace('.', '/'), "*Command.class", false);
        return Collections.list(classes).stream()
                .map(url -> command(bundle, url))
                .filter(command -> command != null)
                .toList();
    }

    private static Command command(Bundle bundle, URL url) {
        String path = url.getPath().substring(1);
        try {
            return bundle.loadClass(
                            path.substring(0, path.length() - ".class".length()).replace('/', '.'))
                    .getAnnotation(Command.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The bundle does not load its own class " + path, e);
        }
    }

    @Override
    public Result execute() {
        List<String> missing = commands.stream()
                .filter(command -> registry.getCommand(command.scope(), command.name()) == null)
                .map(command -> command.scope() + ":" + command.name())
                .sorted()
                .toList();
        return missing.isEmpty()
                ? new Result(Result.Status.OK, "%d commands are registered.".formatted(commands.size()))
                : new Result(
                        Result.Status.TEMPORARILY_UNAVAILABLE,
                        "Commands are not registered yet: %s.".formatted(String.join(", ", missing)));
    }
}
