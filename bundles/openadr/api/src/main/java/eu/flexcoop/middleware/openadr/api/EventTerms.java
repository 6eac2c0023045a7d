package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a demand response event asks for, the same for each of its targets.
 *
 * @param marketContext URI of the programme
 * @param start of the active period
 * @param signalName for example {@code LOAD_DISPATCH} or {@code LOAD_CONTROL}
 * @param signalType a type that OpenADR 2.0b allows for the name, for example {@code setpoint} or {@code
 *     x-loadControlSetpoint}
 * @param intervals values in order of time; the durations add up to the active period
 * @param priority 0 is none, 1 the highest
 * @param test marks a test event
 */
public record EventTerms(
        String marketContext,
        Instant start,
        String signalName,
        String signalType,
        List<Interval> intervals,
        int priority,
        boolean test) {
    /** End of an event that is open ended, far enough for every clock and calendar. */
    public static final Instant OPEN_END = Instant.parse("9999-12-31T23:59:59Z");

    public EventTerms {
        Objects.requireNonNull(marketContext, "marketContext");
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

    /** Length of the active period; zero if it is open ended. */
    public Duration duration() {
        return intervals.stream().map(Interval::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** End of the active period, {@link #OPEN_END} if it is open ended. */
    public Instant end() {
        Duration length = duration();
        return length.isZero() ? OPEN_END : start.plus(length);
    }
}
