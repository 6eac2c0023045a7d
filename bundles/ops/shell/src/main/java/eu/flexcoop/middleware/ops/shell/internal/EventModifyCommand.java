package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.EventDurations;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;

/** Changes an event; what is not given stays. */
@Service
@Command(
        scope = "dr",
        name = "event-modify",
        description = "Changes a demand response event; its VENs get the new version")
public class EventModifyCommand extends OperatorCommand {
    @Argument(name = "event", description = "As dr:event-list shows it", required = true)
    @Completion(EventIdCompleter.class)
    String event;

    @Option(name = "--start", description = "Start, UTC, for example 2026-12-01T18:00:00Z")
    String start;

    @Option(name = "--duration", description = "Length, ISO-8601; for events with one interval")
    String duration;

    @Option(name = "--value", description = "Value of the signal; for events with one interval")
    Double value;

    @Option(name = "--priority", description = "0 is none, 1 the highest")
    Integer priority;

    @Option(name = "--comment", description = "Text for people who read the event at the VEN")
    String comment;

    @Override
    void run() {
        DrEventService events = service(DrEventService.class);
        DrEvent before = events.find(operator(), event)
                .orElseThrow(
                        () -> new CommandFailedException("Event '%s' is unknown, see dr:event-list".formatted(event)));
        DrEvent after = events.modify(operator(), before.id(), before.modificationNumber(), changed(before.terms()));
        say("Event %s has version %d now and is queued for %d VENs"
                .formatted(after.id(), after.modificationNumber(), after.targets()));
    }

    private EventTerms changed(EventTerms terms) {
        try {
            EventTiming timing = terms.timing();
            return new EventTerms(
                    terms.marketContext(),
                    new EventTiming(
                            start == null ? timing.start() : Instant.parse(start),
                            timing.notification(),
                            timing.startAfter(),
                            timing.rampUp(),
                            timing.recovery()),
                    duration == null && value == null ? terms.signals() : List.of(signal(terms)),
                    terms.baseline(),
                    priority == null ? terms.priority() : priority,
                    terms.test(),
                    terms.responseRequired(),
                    Optional.ofNullable(comment).or(terms::comment));
        } catch (DateTimeParseException e) {
            throw new CommandFailedException(
                    "'%s' is not a time: write --start 2026-12-01T18:00:00Z and --duration PT1H"
                            .formatted(e.getParsedString()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    private EventTerms.Signal signal(EventTerms terms) {
        EventTerms.Signal signal = terms.signals().get(0);
        if (terms.signals().size() > 1 || signal.intervals().size() > 1) {
            throw new CommandFailedException(
                    "The event has several signals or intervals: change them by PATCH /1/dr_events/" + event);
        }
        EventTerms.Interval only = signal.intervals().get(0);
        EventTerms.Interval next = new EventTerms.Interval(
                duration == null ? only.duration() : EventDurations.parse("--duration", duration),
                value == null ? only.value() : value);
        return new EventTerms.Signal(
                signal.name(), signal.type(), signal.unit(), List.of(next), signal.deviceClasses());
    }
}
