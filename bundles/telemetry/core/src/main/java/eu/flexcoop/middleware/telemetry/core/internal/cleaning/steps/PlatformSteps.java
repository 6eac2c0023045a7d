package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/** All steps that need no partner. */
public final class PlatformSteps {
    private PlatformSteps() {}

    public static List<CleaningStep> all(EnergySettings settings) {
        return List.of(
                new QualityStep(),
                new RangeStep(),
                new NormalScoreStep(),
                new DuplicatesStep(),
                new GapsStep(),
                new ForwardFillStep(),
                new CounterStep(settings),
                new IntervalStep(settings));
    }
}
