package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.routing.api.RouteDirectory;

/** Shows the Camel routes and how they fare. */
@Service
@Command(scope = "route", name = "list", description = "Lists the Camel routes")
public class RouteListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("No bundle offers routes");
        for (String column : List.of("Route", "State", "From")) {
            table.column(column);
        }
        table.column("Done").alignRight();
        table.column("Failed").alignRight();
        table.column("Bundle");
        table.column("Last error");
        service(RouteDirectory.class).routes().forEach(route -> table.addRow()
                .addContent(
                        route.id(),
                        Words.of(route.state()),
                        route.from(),
                        route.done(),
                        route.failed(),
                        route.bundle(),
                        route.lastError().orElse("")));
        table.print(session.getConsole(), !noFormat);
        return null;
    }
}
