package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Leaves out what is no number or outside of what the metric can be. */
record ValueRange(double lowest, double highest) implements CleaningStep {
    static final ValueRange ANY_NUMBER = new ValueRange(-Double.MAX_VALUE, Double.MAX_VALUE);
    static final ValueRange NOT_NEGATIVE = new ValueRange(0, Double.MAX_VALUE);

    @Override
    public boolean appliesTo(String metric) {
        return true;
    }

    @Override
    public List<Measurement> clean(String metric, List<Measurement> measurements) {
        return measurements.stream()
                .filter(each -> each.value() >= lowest && each.value() <= highest)
                .toList();
    }
}
