package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;

/** Converts stored events to messages of OpenADR 2.0b for one VEN. */
final class EventMessages {
    private EventMessages() {}

    /** In the order of the list, with the states at that time. */
    static List<Event> of(List<StoredEvent> events, VenId ven, Instant now) {
        return events.stream()
                .sorted(StoredEvent.orderAt(now))
                .map(event -> of(event, ven, now))
                .toList();
    }

    private static Event of(StoredEvent event, VenId ven, Instant now) {
        EventTerms terms = event.terms();
        EventState state = event.stateAt(now);
        return new Event(
                new Event.Descriptor(
                        event.id(),
                        event.modificationNumber(),
                        Optional.of(event.modifiedAt()),
                        Optional.empty(),
                        terms.priority(),
                        terms.marketContext(),
                        event.createdAt(),
                        EventStatus.valueOf(state.name()),
                        Optional.of(Boolean.toString(terms.test())),
                        Optional.empty()),
                new Event.ActivePeriod(
                        terms.start(),
                        terms.duration(),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty()),
                List.of(new Event.Signal(
                        intervals(terms),
                        Optional.empty(),
                        terms.signalName(),
                        terms.signalType(),
                        "0",
                        SignalRules.unit(terms.signalName(), terms.signalType()),
                        Optional.of(currentValue(terms, state, now)))),
                Optional.empty(),
                Target.ven(ven.value()),
                true);
    }

    private static List<Event.SignalInterval> intervals(EventTerms terms) {
        List<Event.SignalInterval> intervals = new ArrayList<>();
        for (EventTerms.Interval interval : terms.intervals()) {
            intervals.add(new Event.SignalInterval(
                    interval.duration(), Integer.toString(intervals.size()), interval.value()));
        }
        return intervals;
    }

    /** Value of the running interval; 0 unless active. */
    static double currentValue(EventTerms terms, EventState state, Instant now) {
        if (state != EventState.ACTIVE) {
            return 0;
        }
        Instant end = terms.start();
        for (EventTerms.Interval interval : terms.intervals()) {
            end = end.plus(interval.duration());
            if (interval.duration().isZero() || now.isBefore(end)) {
                return interval.value();
            }
        }
        return 0;
    }
}
