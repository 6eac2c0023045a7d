package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;

/** Stored events as OpenADR 2.0b says them to one box. */
final class EventMessages {
    private EventMessages() {}

    /** The events in the order in which a box wants them, with their states at that time. */
    static List<Event> of(List<StoredEvent> events, VenId ven, Instant now) {
        return events.stream()
                .sorted(StoredEvent.orderAt(now))
                .map(event -> of(event, ven, now))
                .toList();
    }

    private static Event of(StoredEvent event, VenId ven, Instant now) {
        EventRequest request = event.request();
        EventState state = event.stateAt(now);
        return new Event(
                new Event.Descriptor(
                        event.id(),
                        event.modificationNumber(),
                        Optional.of(event.modifiedAt()),
                        Optional.empty(),
                        request.priority(),
                        request.marketContext(),
                        event.createdAt(),
                        EventStatus.valueOf(state.name()),
                        Optional.of(Boolean.toString(request.test())),
                        Optional.empty()),
                new Event.ActivePeriod(
                        request.start(),
                        StoredEvent.lengthOf(request),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty()),
                List.of(new Event.Signal(
                        intervals(request),
                        Optional.empty(),
                        request.signalName(),
                        request.signalType(),
                        "0",
                        SignalRules.unit(request.signalName(), request.signalType()),
                        Optional.of(currentValue(request, state, now)))),
                Target.ven(ven.value()),
                true);
    }

    private static List<Event.SignalInterval> intervals(EventRequest request) {
        List<Event.SignalInterval> intervals = new ArrayList<>();
        for (EventRequest.Interval interval : request.intervals()) {
            intervals.add(new Event.SignalInterval(
                    interval.duration(), Integer.toString(intervals.size()), interval.value()));
        }
        return intervals;
    }

    /** Value of the running interval; 0 unless active. */
    static double currentValue(EventRequest request, EventState state, Instant now) {
        if (state != EventState.ACTIVE) {
            return 0;
        }
        Instant end = request.start();
        for (EventRequest.Interval interval : request.intervals()) {
            end = end.plus(interval.duration());
            if (interval.duration().isZero() || now.isBefore(end)) {
                return interval.value();
            }
        }
        return 0;
    }
}
