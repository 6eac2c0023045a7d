package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;

/**
 * An event with how far it has come with each box.
 *
 * @param modifiedAt time of the latest change
 * @param deliveries one per target
 */
record StoredEvent(
        String id,
        int modificationNumber,
        Instant createdAt,
        Instant modifiedAt,
        boolean cancelled,
        EventRequest request,
        List<Delivery> deliveries) {
    /** End of an event that is open ended, far enough for every clock and calendar. */
    static final Instant OPEN_END = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * How far the event has come with one box.
     *
     * @param everSent the box knows the event, in whatever version
     */
    record Delivery(VenId ven, String account, String aggregator, DeliveryState state, boolean everSent) {
        boolean isAnswered() {
            return state != DeliveryState.QUEUED && state != DeliveryState.DELIVERED;
        }
    }

    StoredEvent {
        deliveries = List.copyOf(deliveries);
    }

    /** Active first, by priority (1 is the highest, 0 the lowest) and start; then those to come by start; then the rest. */
    static Comparator<StoredEvent> orderAt(Instant now) {
        return Comparator.comparingInt((StoredEvent event) -> switch (event.stateAt(now)) {
                    case ACTIVE -> 0;
                    case FAR, NEAR -> 1;
                    case COMPLETED, CANCELLED -> 2;
                })
                .thenComparingInt(event -> event.stateAt(now) == EventState.ACTIVE
                        ? urgency(event.request().priority())
                        : 0)
                .thenComparing(event -> event.request().start())
                .thenComparing(StoredEvent::id);
    }

    private static int urgency(int priority) {
        return priority == 0 ? Integer.MAX_VALUE : priority;
    }

    static Duration lengthOf(EventRequest request) {
        return request.intervals().stream().map(EventRequest.Interval::duration).reduce(Duration.ZERO, Duration::plus);
    }

    static Instant endOf(EventRequest request) {
        Duration length = lengthOf(request);
        return length.isZero() ? OPEN_END : request.start().plus(length);
    }

    /** Without a ramp-up an event goes straight from far to active. */
    EventState stateAt(Instant now) {
        if (cancelled) {
            return EventState.CANCELLED;
        }
        if (now.isBefore(request.start())) {
            return EventState.FAR;
        }
        return now.isBefore(endOf(request)) ? EventState.ACTIVE : EventState.COMPLETED;
    }

    Optional<Delivery> deliveryTo(VenId ven) {
        return deliveries.stream()
                .filter(delivery -> delivery.ven().equals(ven))
                .findFirst();
    }

    /** The box must still be told, or its answer is still awaited. */
    boolean isOpenFor(VenId ven, Instant now) {
        return now.isBefore(endOf(request))
                && deliveryTo(ven)
                        .filter(delivery -> !delivery.isAnswered() && (!cancelled || delivery.everSent()))
                        .isPresent();
    }

    /** Belongs into the list of events that the box gets now: a missing one counts as cancelled there. */
    boolean isCurrentFor(VenId ven, Instant now, Duration grace) {
        if (cancelled) {
            return isOpenFor(ven, now);
        }
        return now.isBefore(endOf(request).plus(grace));
    }

    /** As far as the boxes that pass the filter are concerned. */
    DrEvent toDrEvent(Instant now, Predicate<Delivery> visible) {
        Map<VenId, DeliveryState> states = deliveries.stream()
                .filter(visible)
                .collect(Collectors.toMap(Delivery::ven, Delivery::state, (a, b) -> a));
        EventRequest shown = new EventRequest(
                request.marketContext(),
                request.targets().stream().filter(states::containsKey).toList(),
                request.start(),
                request.signalName(),
                request.signalType(),
                request.intervals(),
                request.priority(),
                request.test());
        return new DrEvent(id, modificationNumber, createdAt, stateAt(now), shown, states);
    }
}
