package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.api.RouteDirectory;
import eu.flexcoop.middleware.routing.api.RouteInfo;
import eu.flexcoop.middleware.routing.api.UnknownRouteException;
import eu.flexcoop.middleware.routing.spi.DeadLetters;

/** Shows one route. */
@Service
@Command(scope = "route", name = "info", description = "Shows a Camel route of this node")
public class RouteInfoCommand extends OperatorCommand {
    @Argument(index = 0, name = "route", description = "Id of a route", required = true)
    @Completion(RouteIdCompleter.class)
    String id;

    @Override
    void run() {
        List<RouteInfo> routes = service(RouteDirectory.class).routes();
        RouteInfo route = routes.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UnknownRouteException(id));
        say("Route %s of %s: %s".formatted(route.id(), route.bundle(), Constants.text(route.state())));
        say("From:       " + route.from());
        say("Exchanges:  %d done, %d failed since the start".formatted(route.done(), route.failed()));
        route.lastError().ifPresent(error -> say("Last error: " + error));
        for (DeadLetters letters : services(DeadLetters.class)) {
            if (letters.routes().contains(id)) {
                say("Set aside:  %d".formatted(letters.count(id)));
            }
        }
    }
}
