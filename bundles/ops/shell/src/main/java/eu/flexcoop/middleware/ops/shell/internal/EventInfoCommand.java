package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
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
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.VenOpts;

/** Shows one event and how far it has come with its VENs. */
@Service
@Command(scope = "dr", name = "event-info", description = "Shows a demand response event and its deliveries")
public class EventInfoCommand extends ListCommand {
    private static final long PAUSE_MILLIS = 1000;

    @Argument(name = "event", description = "As dr:event-list shows it", required = true)
    @Completion(EventIdCompleter.class)
    String event;

    @Option(name = "--limit", description = "Number of deliveries at most")
    int limit = 50;

    @Option(name = "--after", description = "Begins after this VEN")
    String after;

    @Option(
            name = "--follow",
            description = "Goes on with the answers as they come, until the event is over; Ctrl-C ends it")
    boolean follow;

    @Option(name = "--timeout", description = "Longest time to follow, ISO-8601")
    String timeout = "PT10M";

    @Override
    void run() {
        Instant began = Instant.now();
        DrEventService events = service(DrEventService.class);
        DrEvent found = events.find(operator(), event)
                .orElseThrow(
                        () -> new CommandFailedException("Event '%s' is unknown, see dr:event-list".formatted(event)));
        if (compact()) {
            describe(found);
        }
        print(
                "No VEN of this event is shown",
                List.of("VEN", "State", "Version", "Delivered", "Answered", "Reason"),
                events.deliveries(operator(), event, Optional.ofNullable(after).map(VenId::new), limit).stream()
                        .map(delivery -> row(
                                delivery.ven(),
                                Constants.text(delivery.state()),
                                delivery.modificationNumber(),
                                delivery.deliveredAt().map(Object::toString).orElse(""),
                                delivery.answeredAt().map(Object::toString).orElse(""),
                                delivery.reason().orElseGet(() -> String.join("; ", delivery.opts())))));
        if (follow) {
            follow(events, began, began.plus(longest()));
        }
    }

    private Duration longest() {
        try {
            return Duration.parse(timeout);
        } catch (DateTimeParseException e) {
            throw new CommandFailedException("'%s' is no duration: write --timeout PT10M".formatted(timeout));
        }
    }

    private void follow(DrEventService events, Instant began, Instant end) {
        NewAnswers answers = new NewAnswers(service(VenOpts.class), operator(), event, began);
        boolean over = false;
        while (!over) {
            over = !Instant.now().isBefore(end)
                    || events.find(operator(), event)
                            .map(DrEvent::state)
                            .filter(state -> state != EventState.COMPLETED && state != EventState.CANCELLED)
                            .isEmpty();
            answers.look().forEach(this::say);
            try {
                Thread.sleep(over ? 0 : PAUSE_MILLIS);
            } catch (InterruptedException e) {
                // Ctrl-C
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void say(VenOpts.Entry answer) {
        say("%s  %s  %s %s  %s"
                .formatted(
                        answer.at().truncatedTo(ChronoUnit.SECONDS),
                        answer.ven(),
                        answer.source(),
                        answer.opt(),
                        answer.note())
                .stripTrailing());
    }

    private void describe(DrEvent found) {
        EventTerms terms = found.terms();
        say("Event    %s, version %d, %s%s"
                .formatted(
                        found.id(),
                        found.modificationNumber(),
                        Constants.text(found.state()),
                        terms.test() ? ", test" : ""));
        say("Context  %s, priority %d".formatted(terms.marketContext(), terms.priority()));
        say("Period   %s to %s"
                .formatted(
                        terms.start(),
                        terms.duration().isZero() ? "open end" : terms.end().toString()));
        for (EventTerms.Signal signal : terms.signals()) {
            say("Signal   %s %s %s"
                    .formatted(signal.name(), signal.type(), signal.unit().orElse(""))
                    .stripTrailing());
            signal.intervals()
                    .forEach(interval -> say("         %s  %s".formatted(interval.duration(), interval.value())));
        }
        terms.comment().ifPresent(comment -> say("Comment  " + comment));
        say("VENs     %d, %s".formatted(found.targets(), Constants.counts(found.deliveries())));
    }
}
