package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a demand response event asks for, the same for each of its targets.
 *
 * @param marketContext URI of the programme
 * @param signals at least one; the durations of the intervals of each add up to the active period
 * @param baseline load expected without the event
 * @param priority 0 is none, 1 the highest
 * @param test marks a test event
 * @param responseRequired VENs must answer whether they take part
 * @param comment for people who read the event at the VEN
 */
public record EventTerms(
        String marketContext,
        EventTiming timing,
        List<Signal> signals,
        Optional<Baseline> baseline,
        int priority,
        boolean test,
        boolean responseRequired,
        Optional<String> comment) {
    /** End of an event that is open ended, far enough for every clock and calendar. */
    public static final Instant OPEN_END = Instant.parse("9999-12-31T23:59:59Z");

    public EventTerms {
        Objects.requireNonNull(marketContext, "marketContext");
        Objects.requireNonNull(timing, "timing");
        signals = List.copyOf(signals);
        Objects.requireNonNull(baseline, "baseline");
        Objects.requireNonNull(comment, "comment");
    }

    /** An event with one signal, without priority, that VENs must answer. */
    public static EventTerms of(String marketContext, Instant start, Signal signal) {
        return new EventTerms(
                marketContext,
                EventTiming.startingAt(start),
                List.of(signal),
                Optional.empty(),
                0,
                false,
                true,
                Optional.empty());
    }

    public EventTerms withPriority(int value) {
        return new EventTerms(marketContext, timing, signals, baseline, value, test, responseRequired, comment);
    }

    public EventTerms withTest(boolean value) {
        return new EventTerms(marketContext, timing, signals, baseline, priority, value, responseRequired, comment);
    }

    public EventTerms withResponseRequired(boolean value) {
        return new EventTerms(marketContext, timing, signals, baseline, priority, test, value, comment);
    }

    public EventTerms withSignals(List<Signal> value) {
        return new EventTerms(marketContext, timing, value, baseline, priority, test, responseRequired, comment);
    }

    public EventTerms withTiming(EventTiming value) {
        return new EventTerms(marketContext, value, signals, baseline, priority, test, responseRequired, comment);
    }

    /**
     * One signal of an event.
     *
     * @param name for example {@code LOAD_DISPATCH} or {@code LOAD_CONTROL}
     * @param type a type that OpenADR 2.0b allows for the name, for example {@code setpoint}
     * @param unit of the values, for example {@code kW}; if empty that of the signal: W for LOAD_DISPATCH
     * @param intervals values in order of time
     * @param deviceClasses kinds of devices that it is for, such as {@code Thermostat}; empty for all
     */
    public record Signal(
            String name, String type, Optional<String> unit, List<Interval> intervals, List<String> deviceClasses) {
        public Signal {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(unit, "unit");
            intervals = List.copyOf(intervals);
            deviceClasses = List.copyOf(deviceClasses);
        }

        public Signal withDeviceClasses(List<String> value) {
            return new Signal(name, type, unit, intervals, value);
        }

        /** In the unit of the signal and for all devices. */
        public static Signal of(String name, String type, List<Interval> intervals) {
            return new Signal(name, type, Optional.empty(), intervals, List.of());
        }
    }

    /** One step of a signal or baseline; the value is W for LOAD_DISPATCH. */
    public record Interval(Duration duration, double value) {
        public Interval {
            Objects.requireNonNull(duration, "duration");
        }
    }

    /**
     * Load that is expected without the event.
     *
     * @param start of the first interval
     * @param unit W if empty
     * @param resourceIds whose load it is; empty for that of the whole VEN
     */
    public record Baseline(
            String name, Instant start, Optional<String> unit, List<Interval> intervals, List<String> resourceIds) {
        public Baseline {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(unit, "unit");
            intervals = List.copyOf(intervals);
            resourceIds = List.copyOf(resourceIds);
        }
    }

    /** Start of the active period. */
    public Instant start() {
        return timing.start();
    }

    /** Length of the active period; zero if it is open ended. */
    public Duration duration() {
        return signals.isEmpty() ? Duration.ZERO : length(signals.get(0).intervals());
    }

    /** End of the active period, {@link #OPEN_END} if it is open ended. */
    public Instant end() {
        Duration length = duration();
        return length.isZero() ? OPEN_END : start().plus(length);
    }

    /** Sum of the durations. */
    public static Duration length(List<Interval> intervals) {
        return intervals.stream().map(Interval::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
