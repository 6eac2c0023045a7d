package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

/** {@code range}: leaves out what is not a number, or outside of what the metric can be. */
final class RangeStep implements CleaningStep {
    private static final String NAME = "range";
    private static final String LOWEST = "lowest";
    private static final String HIGHEST = "highest";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        double lowest = parameters.number(LOWEST).orElse(-Double.MAX_VALUE);
        double highest = parameters.number(HIGHEST).orElse(Double.MAX_VALUE);
        if (lowest > highest) {
            throw parameters.refused(HIGHEST, "a number not below lowest (%s)".formatted(lowest));
        }
        return (measurements, window, findings) -> clean(measurements, lowest, highest, findings);
    }

    private static List<Measurement> clean(
            List<Measurement> measurements, double lowest, double highest, Findings findings) {
        List<Measurement> left = null;
        for (int i = 0; i < measurements.size(); i++) {
            Measurement each = measurements.get(i);
            // not a number is neither
            if (!(each.value() >= lowest && each.value() <= highest)) {
                boolean negative = each.value() < 0 && lowest >= 0;
                findings.removed(negative ? Findings.Kind.NEGATIVE_VALUES : Findings.Kind.REMOVED_VALUES, NAME, each);
                left = left == null ? new ArrayList<>(measurements.subList(0, i)) : left;
            } else if (left != null) {
                left.add(each);
            }
        }
        return left == null ? measurements : left;
    }
}
