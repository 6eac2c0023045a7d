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
 * {@code forward-fill}: a quarter hour between two measurements that has none of its own gets the value of the one before, if
 * the two are not too far apart.
 */
final class ForwardFillStep implements CleaningStep {
    private static final String NAME = "forward-fill";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        return new Fill(parameters.duration("longest").orElse(Duration.ofHours(3)));
    }

    private record Fill(Duration longest) implements Cleaner {
        @Override
        public Context context() {
            return new Context(longest, longest, true);
        }

        @Override
        public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
            int next = 0;
            while (next < measurements.size() && measurements.get(next).at().isBefore(window.from())) {
                next++;
            }
            if (next == 0 || next == measurements.size()) {
                return measurements;
            }
            Measurement before = measurements.get(next - 1);
            Measurement after = measurements.get(next);
            boolean empty = !after.at().isBefore(window.to());
            if (!empty || Duration.between(before.at(), after.at()).compareTo(longest) > 0) {
                return measurements;
            }
            List<Measurement> filled = new ArrayList<>(measurements);
            filled.add(next, new Measurement(window.from(), Duration.ZERO, before.value(), false));
            findings.span(Findings.Kind.REPAIRED_VALUES, NAME, window.from(), window.to());
            return filled;
        }
    }
}
