package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * {@code gaps}: infers how often the device measures and notes each time without a value that is a multiple of that, in the
 * quarter hour in which the gap ends. It changes no value.
 */
final class GapsStep implements CleaningStep {
    private static final String NAME = "gaps";
    private static final double LARGEST_FACTOR = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        return new NoteGaps(
                parameters.number("factor", 3, 1.5, LARGEST_FACTOR),
                parameters.duration("before").orElse(Duration.ofHours(2)));
    }

    private record NoteGaps(double factor, Duration before) implements Cleaner {
        @Override
        public Context context() {
            return new Context(before, Duration.ZERO, false);
        }

        @Override
        public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
            Optional<Duration> frequency = Frequency.of(measurements);
            if (frequency.isPresent()) {
                double longest = factor * frequency.get().toMillis();
                for (int i = 1; i < measurements.size(); i++) {
                    Instant end = measurements.get(i).at();
                    Instant start = measurements.get(i - 1).at();
                    if (window.holds(end) && end.toEpochMilli() - start.toEpochMilli() > longest) {
                        findings.frequency(frequency.get());
                        findings.span(Findings.Kind.GAPS, NAME, start, end);
                    }
                }
            }
            return measurements;
        }
    }
}
