package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.HashSet;

import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;

/** Whether an event that somebody wants is one that OpenADR allows. */
final class EventRules {
    private static final int UNPROCESSABLE = 422;
    private static final int MOST_INTERVALS = 1000;
    private static final int MOST_TARGETS = 100_000;

    private EventRules() {}

    /** @throws EventRefusedException with the first thing that is wrong */
    static void check(EventRequest request, Instant now) {
        EventTerms terms = request.terms();
        checkMarketContext(terms.marketContext());
        if (request.targets().isEmpty()) {
            throw refused("the event has no target", "Name at least one ven_id.");
        }
        if (request.targets().size() > MOST_TARGETS) {
            throw refused("the event has more than %d targets".formatted(MOST_TARGETS), "Create several events.");
        }
        if (new HashSet<>(request.targets()).size() < request.targets().size()) {
            throw refused("a target is named twice", "Name each VEN once.");
        }
        if (terms.priority() < 0) {
            throw refused("priority %d is negative".formatted(terms.priority()), "0 is none, 1 the highest.");
        }
        SignalRules.objection(terms.signalName(), terms.signalType()).ifPresent(objection -> {
            throw refused(objection, "See the list of signals in docs/openadr.md.");
        });
        checkIntervals(terms);
        if (!terms.end().isAfter(now)) {
            throw refused(
                    "the active period ended at %s, which is over".formatted(terms.end()),
                    "Choose a dtstart so that the event ends in the future.");
        }
    }

    private static void checkMarketContext(String marketContext) {
        try {
            if (!marketContext.isBlank() && new URI(marketContext) != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw refused(
                "market context '%s' is no URI".formatted(marketContext),
                "Use the URI of the programme, for example http://flexcoop.eu/dr.");
    }

    private static void checkIntervals(EventTerms terms) {
        if (terms.intervals().isEmpty() || terms.intervals().size() > MOST_INTERVALS) {
            throw refused(
                    "the signal has %d intervals".formatted(terms.intervals().size()),
                    "Give 1 to %d intervals.".formatted(MOST_INTERVALS));
        }
        for (EventTerms.Interval interval : terms.intervals()) {
            boolean openEnd = interval.duration().isZero() && terms.intervals().size() == 1;
            if (interval.duration().getNano() != 0
                    || interval.duration().isNegative()
                    || (interval.duration().isZero() && !openEnd)) {
                throw refused(
                        "an interval lasts %s".formatted(interval.duration()),
                        "Durations are whole seconds above zero; a single one of zero makes an open end.");
            }
            SignalRules.objection(terms.signalName(), interval.value()).ifPresent(objection -> {
                throw refused(objection, "Correct the value.");
            });
        }
    }

    private static EventRefusedException refused(String what, String advice) {
        return new EventRefusedException(UNPROCESSABLE, "Event was not created: " + what, advice);
    }
}
