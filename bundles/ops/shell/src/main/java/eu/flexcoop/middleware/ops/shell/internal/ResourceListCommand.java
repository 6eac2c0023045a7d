package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** Shows every definition file and what became of it. */
@Service
@Command(scope = "resource", name = "list", description = "Lists the resources and why some are not published")
public class ResourceListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("No bundle brings resources");
        table.column("Resource");
        table.column("State");
        table.column("Methods");
        table.column("Bundle");
        table.column("Reason");
        service(ResourceRegistry.class).list().forEach(status -> table.addRow()
                .addContent(
                        status.name(),
                        Words.of(status.state()),
                        methods(status),
                        "%s (%d)".formatted(status.bundle(), status.bundleId()),
                        status.reason().orElse("")));
        table.print(session.getConsole(), !noFormat);
        return null;
    }

    private static String methods(ResourceStatus status) {
        return status.definition()
                .map(definition -> String.join(
                        " ",
                        definition.methods().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList()))
                .orElse("");
    }
}
