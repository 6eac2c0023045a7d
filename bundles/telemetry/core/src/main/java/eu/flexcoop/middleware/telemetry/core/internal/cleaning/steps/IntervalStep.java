package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * {@code interval}: energy that a box reports per interval. Of intervals that overlap the one that starts first counts and the
 * other is left out, as the same energy may not count twice; left out are also intervals that are negative, above the limit of
 * power or longer than the reach. Readings of registers pass.
 */
final class IntervalStep implements CleaningStep {
    private static final String NAME = "interval";

    private final EnergySettings settings;

    IntervalStep(EnergySettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        return new Intervals(
                CounterStep.limit(parameters, settings),
                parameters.duration("reach").orElse(settings.reach()));
    }

    private record Intervals(double maxKw, Duration reach) implements Cleaner {
        private static final double MILLIS_PER_HOUR = 3_600_000;

        @Override
        public Context context() {
            return new Context(reach, reach, false);
        }

        @Override
        public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
            List<Measurement> left = new ArrayList<>(measurements.size());
            Instant counted = Instant.MIN;
            for (Measurement each : measurements) {
                if (each.duration().isZero()) {
                    left.add(each);
                } else if (each.value() < 0) {
                    findings.removed(Findings.Kind.NEGATIVE_VALUES, NAME + ".negative", each);
                } else if (each.duration().compareTo(reach) > 0) {
                    findings.removed(Findings.Kind.REMOVED_VALUES, NAME + ".too-long", each);
                } else if (each.value() > maxKw * (each.duration().toMillis() / MILLIS_PER_HOUR)) {
                    findings.removed(Findings.Kind.REMOVED_VALUES, NAME + ".too-much", each);
                } else if (each.at().isBefore(counted)) {
                    findings.removed(Findings.Kind.OVERLAPINGS, NAME + ".overlap", each);
                } else {
                    left.add(each);
                    counted = each.end();
                }
            }
            return left;
        }
    }
}
