package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

/**
 * {@code z-norm}: leaves out values further from the centre than so many standard deviations. {@code global} compares the
 * values of the quarter hour with all values of a time that ends with it, {@code rolling} each value with those of the time
 * before it.
 */
final class NormalScoreStep implements CleaningStep {
    static final String NAME = "z-norm";
    private static final String GLOBAL = "global";
    private static final String MEDIAN = "median";
    private static final double MOST = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        double threshold = parameters.number("threshold", 4, 0.1, MOST);
        boolean median = parameters.choice("centre", MEDIAN, MEDIAN, "mean").equals(MEDIAN);
        if (parameters.choice("mode", GLOBAL, GLOBAL, "rolling").equals(GLOBAL)) {
            Duration before = parameters.duration("before").orElse(Duration.ZERO);
            return new GlobalScore(threshold, median, before);
        }
        Duration window = parameters.duration("window").orElse(Duration.ofHours(1));
        return new RollingScore(threshold, median, window);
    }
}
