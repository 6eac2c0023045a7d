package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.util.List;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * The steps of one metric, in their order.
 *
 * @param steps names of the steps
 * @param source file that says so
 */
public record MetricRules(List<Cleaner> cleaners, List<String> steps, String source, Context context) {
    public MetricRules {
        cleaners = List.copyOf(cleaners);
        steps = List.copyOf(steps);
    }

    public MetricRules(List<Cleaner> cleaners, List<String> steps, String source) {
        this(cleaners, steps, source, cleaners.stream().map(Cleaner::context).reduce(Context.NONE, Context::and));
    }

    List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
        List<Measurement> left = measurements;
        for (Cleaner cleaner : cleaners) {
            left = cleaner.clean(left, window, findings);
        }
        return left;
    }
}
