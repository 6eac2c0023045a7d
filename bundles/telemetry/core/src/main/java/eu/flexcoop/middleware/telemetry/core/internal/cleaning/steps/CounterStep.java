package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * {@code counter}: makes energy of intervals out of readings of a register, by {@link CounterReadings}; energy that is reported
 * per interval passes.
 */
final class CounterStep implements CleaningStep {
    private static final String NAME = "counter";
    private static final double MOST_KW = 1e9;
    private static final double MOST_DIGITS = 15;

    private final EnergySettings settings;

    CounterStep(EnergySettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        Duration reach = parameters.duration("reach").orElse(settings.reach());
        return new Counter(new CounterRules(
                limit(parameters, settings),
                reach.toMillis(),
                parameters
                        .duration("verifiedGap")
                        .orElse(settings.verifiedGap())
                        .toMillis(),
                parameters.number("jitter", 0.2, 0, MOST_KW),
                parameters.flag("rollOver", true)
                        ? (int) parameters.number("rollOverDigits", 4, 1, MOST_DIGITS)
                        : CounterRules.NO_ROLL_OVER));
    }

    /** Highest power in kW; a limit of its own, that of homes, or none. */
    static double limit(StepParameters parameters, EnergySettings settings) {
        OptionalDouble own = parameters.number("maxKw");
        boolean limited = parameters.flag("limited", true);
        if (own.isPresent() && (!limited || !(own.getAsDouble() > 0))) {
            throw parameters.refused("maxKw", limited ? "a number above 0" : "nothing where limited is false");
        }
        return limited ? own.orElse(settings.maxKw()) : Double.MAX_VALUE;
    }

    private record Counter(CounterRules rules) implements Cleaner {
        @Override
        public Context context() {
            Duration reach = Duration.ofMillis(rules.reachMillis());
            return new Context(reach, reach, false);
        }

        @Override
        public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
            // readings and intervals never come together
            boolean registers =
                    !measurements.isEmpty() && measurements.get(0).duration().isZero();
            return registers ? new CounterReadings(rules, measurements, window, findings).energy() : measurements;
        }
    }
}
