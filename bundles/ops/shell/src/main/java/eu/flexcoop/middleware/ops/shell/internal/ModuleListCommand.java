package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;

/** Shows the installed modules and which bundles wanted to bring one and could not. */
@Service
@Command(scope = "module", name = "list", description = "Lists the analytics modules")
public class ModuleListCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ModuleRegistry registry = service(ModuleRegistry.class);
        ShellTable table = new ShellTable().emptyTableText("No module is installed");
        table.column("Module");
        table.column("State");
        table.column("Title");
        table.column("Queue");
        table.column("Bundle");
        table.column("Missing");
        registry.list().forEach(module -> table.addRow()
                .addContent(
                        module.descriptor().name(),
                        module.state().key(),
                        module.descriptor().title(),
                        module.descriptor().queue(),
                        module.bundle(),
                        module.missing().orElse("")));
        table.print(session.getConsole(), !noFormat);
        registry.refused().forEach(reason -> say("refused: " + reason));
        return null;
    }
}
