package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * Compares the values with all of them. The platform's first implementation looked at twelve hours; by default it is the
 * quarter hour, so that a document depends on nothing but its own samples, and too few values are all kept.
 */
record GlobalScore(double threshold, boolean median, Duration before) implements Cleaner {
    @Override
    public Context context() {
        return new Context(before, Duration.ZERO, false);
    }

    @Override
    public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
        double[] values = new double[measurements.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = measurements.get(i).value();
        }
        Spread spread = Spread.of(values, median);
        List<Measurement> left = null;
        for (int i = 0; i < measurements.size(); i++) {
            Measurement each = measurements.get(i);
            if (!spread.isNormal(each.value(), threshold)) {
                findings.removed(Findings.Kind.ZNORM_OUTLIERS, NormalScoreStep.NAME, each);
                left = left == null ? new ArrayList<>(measurements.subList(0, i)) : left;
            } else if (left != null) {
                left.add(each);
            }
        }
        return left == null ? measurements : left;
    }
}
