package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.api.RouteControl;

/** Starts a route of this node. */
@Service
@Command(scope = "route", name = "start", description = "Starts a Camel route of this node that was stopped")
public class RouteStartCommand extends OperatorCommand {
    @Argument(index = 0, name = "route", description = "Id of a route", required = true)
    @Completion(RouteIdCompleter.class)
    String id;

    @Override
    void run() {
        service(RouteControl.class).start(id);
        say("Route %s is started".formatted(id));
    }
}
