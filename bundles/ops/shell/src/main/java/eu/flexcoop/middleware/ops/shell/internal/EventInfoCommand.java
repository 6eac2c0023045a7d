package eu.flexcoop.middleware.ops.shell.internal;

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
import eu.flexcoop.middleware.openadr.api.EventTerms;

/** Shows one event and how far it has come with its VENs. */
@Service
@Command(scope = "dr", name = "event-info", description = "Shows a demand response event and its deliveries")
public class EventInfoCommand extends ListCommand {
    @Argument(name = "event", description = "As dr:event-list shows it", required = true)
    @Completion(EventIdCompleter.class)
    String event;

    @Option(name = "--limit", description = "Number of deliveries at most")
    int limit = 50;

    @Option(name = "--after", description = "Begins after this VEN")
    String after;

    @Override
    void run() {
        DrEventService events = service(DrEventService.class);
        DrEvent found = events.find(operator(), event)
                .orElseThrow(
                        () -> new CommandFailedException("Event '%s' is unknown, see dr:event-list".formatted(event)));
        if (!noFormat) {
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
