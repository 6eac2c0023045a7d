package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event.Baseline;
import eu.flexcoop.middleware.openadr.codec.event.Event.Signal;
import eu.flexcoop.middleware.openadr.codec.event.Event.SignalInterval;

/** Reads the signals of an event, and values wherever they stand. */
final class SignalReader {
    private SignalReader() {}

    /** @return the baseline among the signals */
    static Optional<Baseline> signals(XmlCursor in, List<Signal> signals) {
        Optional<Baseline> baseline = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiEventSignal" -> signals.add(signal(in));
                case "eiEventBaseline" -> baseline = Optional.of(baseline(in));
                default -> in.skip();
            }
        }
        return baseline;
    }

    private static Baseline baseline(XmlCursor in) {
        Instant start = null;
        Duration duration = null;
        List<SignalInterval> intervals = new ArrayList<>();
        String id = null;
        List<String> resourceIds = new ArrayList<>(0);
        String name = null;
        Optional<ItemBase> itemBase = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "dtstart" -> start = in.wrappedInstant();
                case "duration" -> duration = in.wrappedDuration();
                case "intervals" -> intervals(in, intervals);
                case "baselineID" -> id = in.text();
                case "resourceID" -> resourceIds.add(in.text());
                case "baselineName" -> name = in.text();
                default -> itemBase = CommonReader.itemBase(in, itemBase);
            }
        }
        return new Baseline(
                in.require(start, "dtstart"),
                in.require(duration, "duration"),
                intervals,
                in.require(id, "baselineID"),
                resourceIds,
                in.require(name, "baselineName"),
                itemBase);
    }

    private static Signal signal(XmlCursor in) {
        List<SignalInterval> intervals = new ArrayList<>();
        Optional<Target> target = Optional.empty();
        String name = null;
        String type = null;
        String id = null;
        Optional<ItemBase> itemBase = Optional.empty();
        Optional<Double> current = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "intervals" -> intervals(in, intervals);
                case "eiTarget" -> target = Optional.of(TargetReader.target(in));
                case "signalName" -> name = in.text();
                case "signalType" -> type = in.text();
                case "signalID" -> id = in.text();
                case "currentValue" -> current = Optional.of(payloadFloat(in));
                default -> itemBase = CommonReader.itemBase(in, itemBase);
            }
        }
        return new Signal(
                intervals,
                target,
                in.require(name, "signalName"),
                in.require(type, "signalType"),
                in.require(id, "signalID"),
                itemBase,
                current);
    }

    private static void intervals(XmlCursor in, List<SignalInterval> intervals) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "interval" -> intervals.add(interval(in, String.valueOf(intervals.size())));
                default -> in.skip();
            }
        }
    }

    private static SignalInterval interval(XmlCursor in, String position) {
        Duration duration = Duration.ZERO;
        String uid = position;
        Double value = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "duration" -> duration = in.wrappedDuration();
                case "uid" -> uid = uid(in);
                case "signalPayload" -> value = payloadFloat(in);
                default -> in.skip();
            }
        }
        return new SignalInterval(duration, uid, in.require(value, "signalPayload"));
    }

    static String uid(XmlCursor in) {
        String text = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "text" -> text = in.text();
                default -> in.skip();
            }
        }
        return in.require(text, "text");
    }

    /** A value below one or two levels of wrapping: {@code signalPayload/payloadFloat/value}. */
    static double payloadFloat(XmlCursor in) {
        Double value = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "payloadFloat" -> value = payloadFloat(in);
                case "value" -> value = in.real();
                default -> in.skip();
            }
        }
        return in.require(value, "value");
    }
}
