package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventDurations;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;

/** Creates an event with one interval for the given targets. */
@Service
@Command(scope = "dr", name = "event-create", description = "Creates a demand response event")
public class EventCreateCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN ids", multiValued = true)
    @Completion(VenIdCompleter.class)
    List<String> vens = List.of();

    @Option(name = "--group", description = "Group of VENs; may be repeated", multiValued = true)
    @Completion(GroupIdCompleter.class)
    List<String> groups = List.of();

    @Option(
            name = "--resource",
            description = "Device that VENs registered, as <resource> or <resource>@<ven>; may be repeated",
            multiValued = true)
    List<String> resources = List.of();

    @Option(name = "--party", description = "Account or aggregator; may be repeated", multiValued = true)
    List<String> parties = List.of();

    @Option(
            name = "--device-class",
            description = "Narrows the event to devices such as Thermostat; may be repeated",
            multiValued = true)
    List<String> deviceClasses = List.of();

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
                                    signal,
                                    type,
                                    List.of(new EventTerms.Interval(
                                            EventDurations.parse("--duration", duration), value))))
                    .withPriority(priority)
                    .withTest(test);
            return new EventRequest(terms, targets());
        } catch (DateTimeParseException e) {
            throw new CommandFailedException(
                    "'%s' is not a time: write --start 2026-12-01T18:00:00Z and --duration PT1H"
                            .formatted(e.getParsedString()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    private List<DrTarget> targets() {
        List<DrTarget> targets = new ArrayList<>();
        vens.forEach(id -> targets.add(new DrTarget.OfVen(new VenId(id))));
        groups.forEach(id -> targets.add(new DrTarget.OfGroup(id)));
        resources.forEach(id -> targets.add(resource(id)));
        parties.forEach(id -> targets.add(new DrTarget.OfParty(id)));
        deviceClasses.forEach(name -> targets.add(new DrTarget.OfDeviceClass(name)));
        return targets;
    }

    private static DrTarget resource(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new DrTarget.OfResource(text, Optional.empty())
                : new DrTarget.OfResource(text.substring(0, at), Optional.of(new VenId(text.substring(at + 1))));
    }
}
