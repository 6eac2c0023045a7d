package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * An event that somebody wants.
 *
 * @param marketContext URI of the programme
 * @param targets boxes that shall get it, at least one
 * @param start of the active period
 * @param signalName for example {@code LOAD_DISPATCH} or {@code LOAD_CONTROL}
 * @param signalType a type that OpenADR 2.0b allows for the name, for example {@code setpoint} or {@code
 *     x-loadControlSetpoint}
 * @param intervals values in order of time; the durations add up to the active period
 * @param priority 0 is none, 1 the highest
 * @param test marks a test event
 */
public record EventRequest(
        String marketContext,
        List<VenId> targets,
        Instant start,
        String signalName,
        String signalType,
        List<Interval> intervals,
        int priority,
        boolean test) {
    public EventRequest {
        Objects.requireNonNull(marketContext, "marketContext");
        targets = List.copyOf(targets);
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(signalName, "signalName");
        Objects.requireNonNull(signalType, "signalType");
        intervals = List.copyOf(intervals);
    }

    /** One step of the signal; the value is W for LOAD_DISPATCH. */
    public record Interval(Duration duration, double value) {
        public Interval {
            Objects.requireNonNull(duration, "duration");
        }
    }
}
