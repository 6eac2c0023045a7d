package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.api.RouteControl;

/** Stops a route of this node. */
@Service
@Command(
        scope = "route",
        name = "stop",
        description =
                "Stops a Camel route of this node after what is under way is finished, until it or its bundle is started")
public class RouteStopCommand extends OperatorCommand {
    @Argument(index = 0, name = "route", description = "Id of a route", required = true)
    @Completion(RouteIdCompleter.class)
    String id;

    @Override
    void run() {
        service(RouteControl.class).stop(id);
        say("Route %s is stopped".formatted(id));
    }
}
