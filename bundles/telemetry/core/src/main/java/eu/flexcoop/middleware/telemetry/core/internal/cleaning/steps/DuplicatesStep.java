package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
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
 * {@code duplicates}: of measurements that follow each other within a short time the last one counts. Those of one and the same
 * instant never come here, as the later one replaces the earlier one when it is stored.
 */
final class DuplicatesStep implements CleaningStep {
    private static final String NAME = "duplicates";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        return new KeepLast(parameters.duration("within").orElse(Duration.ofSeconds(1)));
    }

    private record KeepLast(Duration within) implements Cleaner {
        @Override
        public Context context() {
            return new Context(Duration.ZERO, within, false);
        }

        @Override
        public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
            List<Measurement> left = null;
            for (int i = 0; i < measurements.size(); i++) {
                Measurement each = measurements.get(i);
                boolean repeated = i + 1 < measurements.size()
                        && measurements.get(i + 1).at().isBefore(each.at().plus(within));
                if (repeated) {
                    findings.removed(Findings.Kind.DUPLICATED_VALUES, NAME, each);
                    left = left == null ? new ArrayList<>(measurements.subList(0, i)) : left;
                } else if (left != null) {
                    left.add(each);
                }
            }
            return left == null ? measurements : left;
        }
    }
}
