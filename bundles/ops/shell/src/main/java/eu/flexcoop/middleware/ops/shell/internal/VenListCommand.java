package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;

/** Shows who is registered. */
@Service
@Command(scope = "ven", name = "list", description = "Lists the registered virtual end nodes (boxes)")
public class VenListCommand extends OperatorCommand {
    @Option(name = "--after", description = "Begin after this VEN id")
    String after;

    @Option(name = "--limit", description = "At most so many")
    int limit = 100;

    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        VenRegistry registry = service(VenRegistry.class);
        List<Ven> vens = registry.list(Optional.ofNullable(after).map(VenId::new), limit);
        ShellTable table = new ShellTable().emptyTableText("No VEN is registered");
        for (String column : List.of("VEN", "Name", "Account", "Aggregator", "Kind", "Registered", "Last seen")) {
            table.column(column);
        }
        vens.forEach(ven -> table.addRow()
                .addContent(
                        ven.id(),
                        ven.name(),
                        ven.account(),
                        ven.aggregator(),
                        ven.reportOnly() ? "report only" : ven.pull() ? "pull" : "push",
                        ven.registeredAt(),
                        ven.lastSeen().map(Object::toString).orElse("never")));
        table.print(session.getConsole(), !noFormat);
        if (vens.size() == limit && !noFormat) {
            say("%d of %d shown, go on with --after %s"
                    .formatted(limit, registry.count(), vens.get(limit - 1).id()));
        }
        return null;
    }
}
