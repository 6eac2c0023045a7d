package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * Leaves out values further from the median than so many standard deviations. Both are taken from the middle 95 % of the
 * values, and values that make up more than a fifth of all are no part of the statistics: a sensor that mostly reports 0 would
 * otherwise lose everything else. The platform's first implementation looked at twelve hours; here it is the quarter hour, so
 * that a document depends on nothing but its own samples, and too few values are all kept.
 *
 * @param threshold standard deviations that are still normal
 */
record NormalScore(double threshold) implements CleaningStep {
    private static final int FEWEST = 10;
    private static final double COMMON = 0.2;
    private static final double TAIL = 0.025;

    @Override
    public boolean appliesTo(String metric) {
        return true;
    }

    @Override
    public List<Measurement> clean(String metric, List<Measurement> measurements) {
        double[] middle = middle(withoutCommonValues(measurements));
        if (middle.length < FEWEST) {
            return measurements;
        }
        double median = middle.length % 2 == 1
                ? middle[middle.length / 2]
                : (middle[middle.length / 2 - 1] + middle[middle.length / 2]) / 2;
        double mean = Arrays.stream(middle).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(middle)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
        if (deviation == 0) {
            return measurements;
        }
        return measurements.stream()
                .filter(each -> Math.abs(each.value() - median) / deviation < threshold)
                .toList();
    }

    private static double[] withoutCommonValues(List<Measurement> measurements) {
        Map<Double, Integer> seen = new HashMap<>();
        measurements.forEach(each -> seen.merge(each.value(), 1, Integer::sum));
        return measurements.stream()
                .mapToDouble(Measurement::value)
                .filter(value -> seen.get(value) <= COMMON * measurements.size())
                .sorted()
                .toArray();
    }

    private static double[] middle(double[] sorted) {
        int tail = (int) Math.floor(sorted.length * TAIL);
        return Arrays.copyOfRange(sorted, tail, sorted.length - tail);
    }
}
