package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;

/** Whether an event that somebody wants is one that OpenADR allows. */
final class EventRules {
    private static final int UNPROCESSABLE = 422;
    private static final int MOST_INTERVALS = 1000;
    private static final int MOST_SIGNALS = 20;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
    private static final int MOST_TARGETS = 100_000;

    private EventRules() {}

    /** @throws EventRefusedException with the first thing that is wrong */
    static void check(EventRequest request, Instant now) {
        if (request.targets().isEmpty()) {
            throw refused("it has no target", "Name at least one VEN, group, resource or party.");
        }
        if (request.targets().size() > MOST_TARGETS) {
            throw refused("it has more than %d targets".formatted(MOST_TARGETS), "Create several events.");
        }
        check(request.terms(), now);
    }

    /** @throws EventRefusedException with the first thing that is wrong */
    static void check(EventTerms terms, Instant now) {
        checkMarketContext(terms.marketContext());
        if (terms.priority() < 0) {
            throw refused("priority %d is negative".formatted(terms.priority()), "0 is none, 1 the highest.");
        }
        checkTiming(terms.timing());
        if (terms.signals().isEmpty() || terms.signals().size() > MOST_SIGNALS) {
            throw refused(
                    "it has %d signals".formatted(terms.signals().size()), "Give 1 to %d.".formatted(MOST_SIGNALS));
        }
        terms.signals().forEach(signal -> checkSignal(terms, signal));
        terms.baseline().ifPresent(EventRules::checkBaseline);
        if (!terms.end().isAfter(now)) {
            throw refused(
                    "the active period ended at %s, which is over".formatted(terms.end()),
                    "Choose a dtstart so that the event ends in the future.");
        }
    }

    private static void checkTiming(EventTiming timing) {
        checkStart(timing.start());
        for (Duration length :
                List.of(timing.notification(), timing.startAfter(), timing.rampUp(), timing.recovery())) {
            if (length.isNegative() || length.getNano() != 0 || length.compareTo(LONGEST) > 0) {
                throw refused(
                        "'%s' is no time before or after an event".formatted(length),
                        "Notification, tolerance, ramp-up and recovery are whole seconds from zero to %s."
                                .formatted(LONGEST));
            }
        }
    }

    /** A VEN drops a message with a year of five digits, and all events with it. */
    private static void checkStart(Instant start) {
        if (start.isBefore(EARLIEST) || !start.isBefore(LATEST)) {
            throw refused("dtstart %s cannot be written".formatted(start), "Choose a year from 1 to 9999.");
        }
    }

    private static void checkSignal(EventTerms terms, EventTerms.Signal signal) {
        SignalRules.objection(signal.name(), signal.type())
                .or(() -> signal.unit().flatMap(unit -> SignalUnits.objection(signal.name(), signal.type(), unit)))
                .ifPresent(objection -> {
                    throw refused(objection, "See the list of signals in docs/openadr.md.");
                });
        checkIntervals("signal " + signal.name(), signal.intervals());
        for (EventTerms.Interval interval : signal.intervals()) {
            SignalRules.objection(signal.name(), interval.value()).ifPresent(objection -> {
                throw refused(objection, "Correct the value.");
            });
        }
        Duration length = EventTerms.length(signal.intervals());
        if (!length.equals(terms.duration())) {
            throw refused(
                    "signal %s lasts %s, but the first one %s".formatted(signal.name(), length, terms.duration()),
                    "The durations of the intervals of each signal add up to the active period.");
        }
    }

    private static void checkBaseline(EventTerms.Baseline baseline) {
        checkStart(baseline.start());
        baseline.unit().flatMap(SignalUnits::baselineObjection).ifPresent(objection -> {
            throw refused(objection, "Give W, kW, MW, Wh, kWh or MWh.");
        });
        checkIntervals("baseline " + baseline.name(), baseline.intervals());
        for (EventTerms.Interval interval : baseline.intervals()) {
            if (!Double.isFinite(interval.value())) {
                throw refused("the baseline has the value %s".formatted(interval.value()), "Give numbers.");
            }
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

    private static void checkIntervals(String what, List<EventTerms.Interval> intervals) {
        if (intervals.isEmpty() || intervals.size() > MOST_INTERVALS) {
            throw refused(
                    "%s has %d intervals".formatted(what, intervals.size()),
                    "Give 1 to %d intervals.".formatted(MOST_INTERVALS));
        }
        for (EventTerms.Interval interval : intervals) {
            Duration length = interval.duration();
            boolean openEnd = length.isZero() && intervals.size() == 1;
            if (length.getNano() != 0
                    || length.isNegative()
                    || length.isZero() && !openEnd
                    || length.compareTo(LONGEST) > 0) {
                throw refused(
                        "an interval lasts %s".formatted(length),
                        "Durations are whole seconds above zero, at most %s; a single one of zero makes an open end."
                                .formatted(LONGEST));
            }
        }
    }

    private static EventRefusedException refused(String what, String advice) {
        return new EventRefusedException(UNPROCESSABLE, "The event is refused: " + what, advice);
    }
}
