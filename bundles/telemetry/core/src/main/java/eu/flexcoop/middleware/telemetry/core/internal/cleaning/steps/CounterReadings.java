package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * Energy out of the readings of a register that counts upwards, as far as it overlaps one quarter hour. Between two readings the
 * energy is spread evenly. It is unknown, and no document has a value, where the readings lie further apart than the reach and
 * where the register restarted or was replaced.
 *
 * <p>What a fall, or a jump beyond the limit of power, means:
 *
 * <ul>
 *   <li>Within the reach the register is back at or above its last accepted reading: what lies between was misread, or is the jitter
 *       of its last digit. It is left out; the energy over the gap is interpolated and not verified.
 *   <li>A small fall that does not come back is jitter, too: nothing flowed.
 *   <li>It falls to what it would show beyond a power of ten: it rolled over, and the energy is known.
 *   <li>It falls to what can have been counted from zero since: it restarted. What flowed around the restart is not known.
 *   <li>Any other fall, and a jump that does not come back: the meter was replaced. A smaller jump is more than is accepted.
 * </ul>
 *
 * <p>The rules are those of the platform's first implementation (no negative differences, at most 15 kW, linear interpolation
 * with a flag for what is guessed), except that a misreading no longer costs the good reading before it. All of it is a function of
 * the readings within the reach of the quarter hour, whichever range is processed.
 */
final class CounterReadings {
    private static final String MISREAD = "counter.misread";
    private static final String JITTER = "counter.jitter";
    private static final String INTERPOLATED = "counter.interpolated";
    private static final String GAP = "counter.gap";

    private static final int BY_FAR = 3;

    private final CounterRules rules;
    private final List<Measurement> readings;
    private final Window window;
    private final Findings findings;
    private final long[] at;
    private final double[] value;
    /** Made when the first reading is not possible, which is rare. */
    private int[] atLeast;

    /** @param readings sorted by time */
    CounterReadings(CounterRules rules, List<Measurement> readings, Window window, Findings findings) {
        this.rules = rules;
        this.readings = readings;
        this.window = window;
        this.findings = findings;
        at = new long[readings.size()];
        value = new double[readings.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = readings.get(i).at().toEpochMilli();
            value[i] = readings.get(i).value();
        }
    }

    /** Energy of the intervals between accepted readings that overlap the quarter hour, sorted by time. */
    List<Measurement> energy() {
        List<Measurement> energy = new ArrayList<>();
        long end = window.to().toEpochMilli();
        int last = first();
        while (last + 1 < at.length && at[last] < end) {
            int next = last + 1;
            if (isPossible(last, next)) {
                between(last, next, value[next] - value[last], true, energy);
            } else {
                int back = back(last);
                if (back > 0) {
                    misread(last, back);
                    between(last, back, value[back] - value[last], false, energy);
                    next = back;
                } else {
                    broken(last, next, energy);
                }
            }
            last = next;
        }
        return energy;
    }

    /**
     * The reading that is believed first. What lies before the context is not known, so the first one may be a misread zero, from
     * which all good ones are jumps: they are believed if by far the most readings agree with them.
     */
    private int first() {
        for (int i = 1; i < at.length; i++) {
            if (!isPossible(i - 1, i)) {
                boolean jumps = value[i] > value[i - 1];
                return jumps && agreeing(i) > BY_FAR * agreeing(0) ? i : 0;
            }
        }
        return 0;
    }

    /** How many readings are accepted if this one is. */
    private int agreeing(int first) {
        int count = 1;
        int last = first;
        while (last + 1 < at.length) {
            int next = last + 1;
            last = isPossible(last, next) ? next : Math.max(next, back(last));
            count++;
        }
        return count;
    }

    private boolean isPossible(int before, int after) {
        return rules.isPossible(value[after] - value[before], at[after] - at[before]);
    }

    private void between(int before, int after, double kwh, boolean measured, List<Measurement> energy) {
        Measurement from = readings.get(before);
        Measurement to = readings.get(after);
        if (!window.overlaps(from.at(), to.at())) {
            return;
        }
        long gap = at[after] - at[before];
        if (gap > rules.reachMillis()) {
            findings.span(Findings.Kind.GAPS, GAP, from.at(), to.at());
            return;
        }
        boolean known = measured && gap <= rules.verifiedMillis();
        if (!known) {
            findings.span(Findings.Kind.REPAIRED_VALUES, INTERPOLATED, from.at(), to.at());
        }
        energy.add(new Measurement(from.at(), Duration.ofMillis(gap), kwh, known && from.verified() && to.verified()));
    }

    private void misread(int before, int back) {
        for (int i = before + 1; i < back; i++) {
            double fall = value[before] - value[i];
            boolean jitter = fall <= rules.jitterKwh() && fall >= -rules.jitterKwh();
            findings.removed(Findings.Kind.REMOVED_VALUES, jitter ? JITTER : MISREAD, readings.get(i));
        }
    }

    private void broken(int before, int after, List<Measurement> energy) {
        long gap = at[after] - at[before];
        boolean falls = value[after] < value[before];
        double rolledOver = falls ? rules.rolledOver(value[before], value[after], gap) : Double.NaN;
        String rule;
        if (falls && value[before] - value[after] <= rules.jitterKwh()) {
            rule = JITTER;
            between(before, after, 0, false, energy);
        } else if (!Double.isNaN(rolledOver)) {
            rule = "counter.roll-over";
            between(before, after, rolledOver, true, energy);
        } else if (falls && rules.restarted(value[before], value[after], gap)) {
            rule = "counter.restart";
        } else if (rules.isTooMuch(value[after] - value[before], gap)) {
            rule = "counter.too-much";
        } else {
            rule = "counter.replacement";
        }
        findings.span(
                Findings.Kind.COUNTER_EVENTS,
                rule,
                readings.get(before).at(),
                readings.get(after).at());
    }

    /**
     * The first reading within reach that is possible after an accepted one, where the readings in between are not.
     *
     * @return 0 if there is none
     */
    private int back(int accepted) {
        if (atLeast == null) {
            atLeast = nextAtLeast();
        }
        double first = value[accepted + 1];
        boolean jumped = first > value[accepted];
        for (int i = atLeast[accepted]; i < at.length && at[i] - at[accepted] <= rules.reachMillis(); i++) {
            boolean returned = !jumped || value[i] < first;
            if (returned && isPossible(accepted, i)) {
                return i;
            }
        }
        return 0;
    }

    /** For each reading the next one that is not below it, or the number of readings; in linear time. */
    private int[] nextAtLeast() {
        int[] next = new int[value.length];
        for (int i = value.length - 1; i >= 0; i--) {
            int candidate = i + 1;
            while (candidate < value.length && value[candidate] < value[i]) {
                candidate = next[candidate];
            }
            next[i] = candidate;
        }
        return next;
    }
}
