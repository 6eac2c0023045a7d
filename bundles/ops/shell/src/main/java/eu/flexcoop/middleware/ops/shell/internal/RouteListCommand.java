package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.api.RouteDirectory;

/** Lists the Camel routes with their states and counts. */
@Service
@Command(scope = "route", name = "list", description = "Lists the Camel routes")
public class RouteListCommand extends ListCommand {
    @Override
    void run() {
        print(
                "No bundle offers routes",
                List.of("Route", "State", "From", "Done", "Failed", "Bundle", "Last error"),
                service(RouteDirectory.class).routes().stream()
                        .map(route -> row(
                                route.id(),
                                Constants.text(route.state()),
                                route.from(),
                                route.done(),
                                route.failed(),
                                route.bundle(),
                                route.lastError().orElse(""))));
    }
}
