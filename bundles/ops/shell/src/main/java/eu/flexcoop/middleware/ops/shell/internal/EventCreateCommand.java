package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;

/** Creates an event with one interval for the given VENs. */
@Service
@Command(scope = "dr", name = "event-create", description = "Creates a demand response event")
public class EventCreateCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN ids", required = true, multiValued = true)
    @Completion(VenIdCompleter.class)
    List<String> vens;

    @Option(name = "--start", description = "Start, UTC, for example 2026-12-01T18:00:00Z; in one minute if not given")
    String start;

    @Option(name = "--duration", description = "Length, ISO-8601")
    String duration = "PT1H";

    @Option(name = "--signal", description = "Signal name")
    String signal = "LOAD_DISPATCH";

    @Option(name = "--type", description = "Signal type")
    String type = "setpoint";

    @Option(name = "--value", description = "Value of the signal; W for LOAD_DISPATCH", required = true)
    double value;

    @Option(name = "--context", description = "Market context, a URI")
    String context = "http://flexcoop.eu/operator";

    @Option(name = "--priority", description = "0 is none, 1 the highest")
    int priority;

    @Option(name = "--test", description = "Marks a test event")
    boolean test;

    @Override
    void run() {
        DrEvent event = service(DrEventService.class).create(operator(), request());
        say("Event %s is queued for %d VEN(s), see dr:event-list".formatted(event.id(), event.targets()));
    }

    private EventRequest request() {
        try {
            Instant at = start == null ? Instant.now().plusSeconds(60) : Instant.parse(start);
            EventTerms terms = EventTerms.of(
                            context,
                            at,
                            EventTerms.Signal.of(
                                    signal, type, List.of(new EventTerms.Interval(Duration.parse(duration), value))))
                    .withPriority(priority)
                    .withTest(test);
            return new EventRequest(terms, vens.stream().map(VenId::new).toList());
        } catch (DateTimeParseException e) {
            throw new CommandFailedException(
                    "'%s' is not a time: write --start 2026-12-01T18:00:00Z and --duration PT1H"
                            .formatted(e.getParsedString()));
        }
    }
}
