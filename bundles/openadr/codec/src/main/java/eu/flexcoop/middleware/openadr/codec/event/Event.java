package eu.flexcoop.middleware.openadr.codec.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.Target;

/**
 * A demand response event as one VEN gets it.
 *
 * @param signals at least one
 * @param baseline what would be used without the event
 * @param responseRequired the VEN must answer with {@code oadrCreatedEvent}
 */
public record Event(
        Descriptor descriptor,
        ActivePeriod activePeriod,
        List<Signal> signals,
        Optional<Baseline> baseline,
        Target target,
        boolean responseRequired) {
    public Event {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(activePeriod, "activePeriod");
        signals = List.copyOf(signals);
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(target, "target");
    }

    /**
     * Which event it is and how it stands.
     *
     * @param priority 0 is none, 1 the highest
     * @param testEvent anything but {@code false} marks a test
     */
    public record Descriptor(
            String eventId,
            long modificationNumber,
            Optional<Instant> modifiedAt,
            Optional<String> modificationReason,
            long priority,
            String marketContext,
            Instant createdAt,
            EventStatus status,
            Optional<String> testEvent,
            Optional<String> vtnComment) {
        public Descriptor {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(modifiedAt, "modifiedAt");
            Objects.requireNonNull(modificationReason, "modificationReason");
            Objects.requireNonNull(marketContext, "marketContext");
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(testEvent, "testEvent");
            Objects.requireNonNull(vtnComment, "vtnComment");
        }

        public boolean isTest() {
            return testEvent
                    .filter(t -> !t.isBlank() && !t.strip().equalsIgnoreCase("false"))
                    .isPresent();
        }
    }

    /**
     * When it applies.
     *
     * @param duration zero is open ended
     * @param startAfter window in which the VEN may start at random
     */
    public record ActivePeriod(
            Instant start,
            Duration duration,
            Optional<Duration> startAfter,
            Duration notification,
            Optional<Duration> rampUp,
            Optional<Duration> recovery) {
        public ActivePeriod {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
            Objects.requireNonNull(startAfter, "startAfter");
            Objects.requireNonNull(notification, "notification");
            Objects.requireNonNull(rampUp, "rampUp");
            Objects.requireNonNull(recovery, "recovery");
        }
    }

    /**
     * A sequence of values, one after the other from the start of the active period.
     *
     * @param target device classes
     */
    public record Signal(
            List<SignalInterval> intervals,
            Optional<Target> target,
            String name,
            String type,
            String id,
            Optional<ItemBase> itemBase,
            Optional<Double> currentValue) {
        public Signal {
            intervals = List.copyOf(intervals);
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(itemBase, "itemBase");
            Objects.requireNonNull(currentValue, "currentValue");
        }
    }

    /**
     * The load that the VTN expects without the event ({@code eiEventBaseline}).
     *
     * @param intervals one after the other from the start
     * @param resourceIds whose load it is; empty for that of the whole VEN
     */
    public record Baseline(
            Instant start,
            Duration duration,
            List<SignalInterval> intervals,
            String id,
            List<String> resourceIds,
            String name,
            Optional<ItemBase> itemBase) {
        public Baseline {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
            intervals = List.copyOf(intervals);
            Objects.requireNonNull(id, "id");
            resourceIds = List.copyOf(resourceIds);
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(itemBase, "itemBase");
        }
    }

    /** One step of a signal or a baseline. */
    public record SignalInterval(Duration duration, String uid, double value) {
        public SignalInterval {
            Objects.requireNonNull(duration, "duration");
            Objects.requireNonNull(uid, "uid");
        }
    }
}
