package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.SampleQuality;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

/** {@code quality}: leaves out what its box calls bad. Uncertain values are kept, not verified, or left out as well. */
final class QualityStep implements CleaningStep {
    private static final String NAME = "quality";
    private static final String KEEP = "keep";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        boolean keep = parameters.choice("uncertain", KEEP, KEEP, "remove").equals(KEEP);
        return (measurements, window, findings) -> clean(measurements, keep, findings);
    }

    private static List<Measurement> clean(List<Measurement> measurements, boolean keepUncertain, Findings findings) {
        List<Measurement> left = null;
        for (int i = 0; i < measurements.size(); i++) {
            Measurement each = measurements.get(i);
            boolean kept = each.quality() == SampleQuality.GOOD
                    || (keepUncertain && each.quality() == SampleQuality.UNCERTAIN);
            if (!kept) {
                findings.removed(Findings.Kind.REMOVED_VALUES, NAME, each);
                left = left == null ? new ArrayList<>(measurements.subList(0, i)) : left;
            } else if (left != null) {
                left.add(each);
            }
        }
        return left == null ? measurements : left;
    }
}
