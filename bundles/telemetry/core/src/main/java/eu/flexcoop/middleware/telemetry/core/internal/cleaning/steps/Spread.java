package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.util.Arrays;

/**
 * Centre and standard deviation of values. Both are taken from the middle 95 % of the values, and values that make up more than
 * a fifth of all are no part of the statistics: a sensor that mostly reports 0 would otherwise lose everything else.
 */
final class Spread {
    private static final int FEWEST = 10;
    private static final double COMMON = 0.2;
    private static final double TAIL = 0.025;

    private final double centre;
    private final double deviation;

    private Spread(double centre, double deviation) {
        this.centre = centre;
        this.deviation = deviation;
    }

    /** @param values are sorted by this method; too few of them, or equal ones, say nothing */
    static Spread of(double[] values, boolean median) {
        Arrays.sort(values);
        int kept = dropCommon(values);
        int tail = (int) Math.floor(kept * TAIL);
        int first = tail;
        int count = kept - 2 * tail;
        if (count < FEWEST) {
            return new Spread(0, 0);
        }
        double sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += values[i];
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = first; i < first + count; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return new Spread(median ? middle(values, first, count) : mean, Math.sqrt(squares / count));
    }

    boolean isNormal(double value, double threshold) {
        return deviation == 0 || Math.abs(value - centre) / deviation < threshold;
    }

    private static double middle(double[] sorted, int first, int count) {
        int half = first + count / 2;
        return count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Moves the others to the front. */
    private static int dropCommon(double[] sorted) {
        int kept = 0;
        for (int i = 0; i < sorted.length; ) {
            int end = i + 1;
            while (end < sorted.length && sorted[end] == sorted[i]) {
                end++;
            }
            if (end - i <= COMMON * sorted.length) {
                System.arraycopy(sorted, i, sorted, kept, end - i);
                kept += end - i;
            }
            i = end;
        }
        return kept;
    }
}
