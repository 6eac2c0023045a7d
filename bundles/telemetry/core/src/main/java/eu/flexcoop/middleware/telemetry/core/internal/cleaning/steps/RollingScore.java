package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/** Compares each value of the quarter hour with the values of a time that ends with it. */
record RollingScore(double threshold, boolean median, Duration window) implements Cleaner {
    @Override
    public Context context() {
        return new Context(window, Duration.ZERO, false);
    }

    @Override
    public List<Measurement> clean(List<Measurement> measurements, Window quarterHour, Findings findings) {
        List<Measurement> left = null;
        int first = 0;
        for (int i = 0; i < measurements.size(); i++) {
            Measurement each = measurements.get(i);
            boolean normal = true;
            // what lies before only serves as the past of others
            if (quarterHour.holds(each.at())) {
                first = firstNotBefore(measurements, first, each.at().minus(window));
                normal = Spread.of(values(measurements, first, i + 1), median).isNormal(each.value(), threshold);
            }
            if (!normal) {
                findings.removed(Findings.Kind.ZNORM_OUTLIERS, NormalScoreStep.NAME, each);
                left = left == null ? new ArrayList<>(measurements.subList(0, i)) : left;
            } else if (left != null) {
                left.add(each);
            }
        }
        return left == null ? measurements : left;
    }

    private static int firstNotBefore(List<Measurement> measurements, int from, Instant earliest) {
        int first = from;
        while (measurements.get(first).at().isBefore(earliest)) {
            first++;
        }
        return first;
    }

    private static double[] values(List<Measurement> measurements, int from, int to) {
        double[] values = new double[to - from];
        for (int i = from; i < to; i++) {
            values[i - from] = measurements.get(i).value();
        }
        return values;
    }
}
