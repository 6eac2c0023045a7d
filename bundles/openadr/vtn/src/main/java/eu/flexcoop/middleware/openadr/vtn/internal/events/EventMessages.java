package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.vtn.internal.events.Delivery.VenEvent;

/** Converts stored events to messages of OpenADR 2.0b for one VEN. */
final class EventMessages {
    private EventMessages() {}

    /** In the order of the list, with the states at that time. */
    static List<Event> of(List<VenEvent> events, Instant now) {
        return events.stream()
                .sorted(Comparator.comparing(VenEvent::event, StoredEvent.orderAt(now)))
                .map(each -> of(each.event(), each.delivery().target(), now))
                .toList();
    }

    private static Event of(StoredEvent event, Target target, Instant now) {
        EventTerms terms = event.terms();
        EventState state = event.stateAt(now);
        return new Event(
                new Event.Descriptor(
                        event.id(),
                        event.modificationNumber(),
                        Optional.empty(), // optional in the protocol, and pyOADR-VEN cannot read an event that has it
                        Optional.empty(),
                        terms.priority(),
                        terms.marketContext(),
                        event.createdAt(),
                        EventStatus.valueOf(state.name()),
                        Optional.of(Boolean.toString(terms.test())),
                        terms.comment()),
                period(terms),
                signals(terms, state, now),
                terms.baseline().map(baseline -> baseline(event, baseline)),
                target,
                terms.responseRequired());
    }

    private static Event.ActivePeriod period(EventTerms terms) {
        EventTiming timing = terms.timing();
        return new Event.ActivePeriod(
                timing.start(),
                terms.duration(),
                unlessZero(timing.startAfter()),
                timing.notification(),
                unlessZero(timing.rampUp()),
                unlessZero(timing.recovery()));
    }

    private static Optional<Duration> unlessZero(Duration duration) {
        return Optional.of(duration).filter(length -> !length.isZero());
    }

    private static List<Event.Signal> signals(EventTerms terms, EventState state, Instant now) {
        List<Event.Signal> signals = new ArrayList<>();
        for (EventTerms.Signal signal : terms.signals()) {
            signals.add(new Event.Signal(
                    intervals(signal.intervals()),
                    deviceClasses(signal),
                    signal.name(),
                    signal.type(),
                    Integer.toString(signals.size()),
                    SignalUnits.of(signal.name(), signal.type(), signal.unit()),
                    Optional.of(currentValue(terms.start(), signal, state, now))));
        }
        return signals;
    }

    private static Optional<Target> deviceClasses(EventTerms.Signal signal) {
        return signal.deviceClasses().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Target(List.of(), List.of(), List.of(), List.of(), List.of(), signal.deviceClasses()));
    }

    private static Event.Baseline baseline(StoredEvent event, EventTerms.Baseline baseline) {
        return new Event.Baseline(
                baseline.start(),
                EventTerms.length(baseline.intervals()),
                intervals(baseline.intervals()),
                event.id() + "-baseline",
                baseline.resourceIds(),
                baseline.name(),
                SignalUnits.ofBaseline(baseline.unit()));
    }

    private static List<Event.SignalInterval> intervals(List<EventTerms.Interval> steps) {
        List<Event.SignalInterval> intervals = new ArrayList<>();
        for (EventTerms.Interval interval : steps) {
            intervals.add(new Event.SignalInterval(
                    interval.duration(), Integer.toString(intervals.size()), interval.value()));
        }
        return intervals;
    }

    /** Value of the running interval; 0 unless active. */
    static double currentValue(Instant start, EventTerms.Signal signal, EventState state, Instant now) {
        if (state != EventState.ACTIVE) {
            return 0;
        }
        Instant end = start;
        for (EventTerms.Interval interval : signal.intervals()) {
            end = end.plus(interval.duration());
            if (interval.duration().isZero() || now.isBefore(end)) {
                return interval.value();
            }
        }
        return 0;
    }
}
