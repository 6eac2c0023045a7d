package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;

import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * Quarter hours whose documents may differ from before, because measurements within a range changed: those of the range, and
 * around it those whose cleaning looks at the range. Confined to one thread.
 */
final class ChangedQuarterHours {
    private static final long INSTANT_NANOS = 1;

    private final Instant from;
    private final Instant to;
    private final NavigableSet<Instant> changed = new TreeSet<>();

    ChangedQuarterHours(Instant from, Instant to) {
        this.from = from;
        this.to = to;
        QuarterHour.collect(from, to, changed);
    }

    NavigableSet<Instant> all() {
        return changed;
    }

    /**
     * Readings of a register: back and forth over two readings, since a reading changes the energy on both of its sides and
     * whether its neighbours are accepted. Around a fall a reading may change everything within the context.
     *
     * @param irregular whether readings between two instants were not taken as they came when they were last processed
     */
    void register(Series readings, Context context, BiPredicate<Instant, Instant> irregular) {
        if (readings.between(from, to).isEmpty()) {
            return;
        }
        Instant earliest = from.minus(context.after());
        Instant latest = to.plus(context.before());
        if (falls(readings, earliest, latest) || irregular.test(earliest, latest)) {
            QuarterHour.collect(earliest, latest, changed);
        } else {
            QuarterHour.collect(
                    later(lower(readings, lower(readings, from)), earliest),
                    earlier(higher(readings, higher(readings, to)), latest),
                    changed);
        }
    }

    /** Intervals: what one of them covers may be left out, or no longer be, with each of those that overlap. */
    void intervals(Series intervals, Context context) {
        Instant latest = to.plus(context.before());
        Instant end = to;
        for (Measurement each : intervals.between(from.minus(context.before()), latest)) {
            if (each.at().isBefore(end) && each.end().isAfter(end)) {
                end = earlier(each.end(), latest);
            }
        }
        QuarterHour.collect(to, end, changed);
    }

    /** Any other metric whose cleaning looks beyond the quarter hour. */
    void gauge(Series values, Context context) {
        if (context.isNone() || values.between(from, to).isEmpty()) {
            return;
        }
        if (context.fillsGaps()) {
            values.lower(from)
                    .filter(before -> !before.isBefore(from.minus(context.after())))
                    .ifPresent(before ->
                            QuarterHour.collect(QuarterHour.of(before).plus(QuarterHour.LENGTH), from, changed));
            values.ceiling(to)
                    .filter(after -> !after.isAfter(to.plus(context.before())))
                    .ifPresent(after -> QuarterHour.collect(to, QuarterHour.of(after), changed));
            return;
        }
        QuarterHour.collect(later(lower(values, lower(values, from)), from.minus(context.after())), from, changed);
        Instant latest = to.plus(context.before());
        values.lower(latest).ifPresent(last -> QuarterHour.collect(to, last.plusNanos(INSTANT_NANOS), changed));
    }

    /** Whether the register is anywhere within the time below an earlier reading, or has a value that is not a number. */
    private static boolean falls(Series readings, Instant from, Instant to) {
        double before = -Double.MAX_VALUE;
        for (Measurement reading : readings.between(from, to)) {
            if (!(reading.value() >= before)) {
                return true;
            }
            before = reading.value();
        }
        return false;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant lower(Series readings, Instant from) {
        return readings.lower(from).orElse(from);
    }

    private static Instant higher(Series readings, Instant to) {
        Optional<Instant> higher = readings.ceiling(to.plusNanos(INSTANT_NANOS));
        return higher.orElse(to);
    }
}
