package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;

/** Shows the events and how far they have come with each box. */
@Service
@Command(scope = "dr", name = "event-list", description = "Lists the demand response events")
public class EventListCommand extends OperatorCommand {
    @Option(name = "--limit", description = "At most so many")
    int limit = 20;

    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("There is no event");
        for (String column : List.of("Event", "Modification", "State", "Start", "Duration", "Signal", "Boxes")) {
            table.column(column);
        }
        service(DrEventService.class).list(OPERATOR, limit).forEach(event -> table.addRow()
                .addContent(
                        event.id(),
                        event.modificationNumber(),
                        Words.of(event.state()),
                        event.request().start(),
                        event.duration(),
                        event.request().signalName() + " " + event.request().signalType(),
                        deliveries(event)));
        table.print(session.getConsole(), !noFormat);
        return null;
    }

    private static String deliveries(DrEvent event) {
        return event.deliveries().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Words.of(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
