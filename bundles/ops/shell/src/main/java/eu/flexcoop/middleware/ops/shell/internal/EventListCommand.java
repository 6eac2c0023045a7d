package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;

/** Lists the events with the states of their deliveries. */
@Service
@Command(scope = "dr", name = "event-list", description = "Lists the demand response events")
public class EventListCommand extends ListCommand {
    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 20;

    @Override
    void run() {
        print(
                "There is no event",
                List.of("Event", "Modification", "State", "Start", "Duration", "Signal", "VENs"),
                service(DrEventService.class).list(operator(), limit).stream()
                        .map(event -> row(
                                event.id(),
                                event.modificationNumber(),
                                Constants.text(event.state()),
                                event.terms().start(),
                                event.terms().duration(),
                                event.terms().signals().stream()
                                        .map(signal -> signal.name() + " " + signal.type())
                                        .collect(Collectors.joining(", ")),
                                deliveries(event))));
    }

    private static String deliveries(DrEvent event) {
        return "%d: %s".formatted(event.targets(), Constants.counts(event.deliveries()));
    }
}
