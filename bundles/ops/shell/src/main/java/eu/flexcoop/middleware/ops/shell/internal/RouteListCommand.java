package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.api.RouteDirectory;

/** Lists the Camel routes with their states and counts. */
@Service
@Command(scope = "route", name = "list", description = "Lists the Camel routes of this node")
public class RouteListCommand extends ListCommand {
    private static final int ERROR_WIDTH = 30;

    @Override
    void run() {
        print(
                "No bundle offers routes",
                List.of("Route", "State", "Done", "Failed", "Last error"),
                service(RouteDirectory.class).routes().stream()
                        .map(route -> row(
                                route.id(),
                                Constants.text(route.state()),
                                route.done(),
                                route.failed(),
                                fitting(route.lastError().orElse(""), ERROR_WIDTH))));
    }
}
