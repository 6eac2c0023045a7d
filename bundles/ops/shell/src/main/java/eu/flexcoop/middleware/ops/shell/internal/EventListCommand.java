package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;

/** Shows the events and how many VENs they have reached. */
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
        for (String column : List.of("Event", "Modification", "State", "Start", "Duration", "Signal", "VENs")) {
            table.column(column);
        }
        service(DrEventService.class).list(OPERATOR, limit).forEach(event -> table.addRow()
                .addContent(
                        event.id(),
                        event.modificationNumber(),
                        Words.of(event.state()),
                        event.terms().start(),
                        event.terms().duration(),
                        event.terms().signalName() + " " + event.terms().signalType(),
                        deliveries(event)));
        table.print(session.getConsole(), !noFormat);
        return null;
    }

    private static String deliveries(DrEvent event) {
        return event.targets()
                + event.deliveries().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> "%s %d".formatted(Words.of(entry.getKey()), entry.getValue()))
                        .collect(Collectors.joining(", ", ": ", ""));
    }
}
