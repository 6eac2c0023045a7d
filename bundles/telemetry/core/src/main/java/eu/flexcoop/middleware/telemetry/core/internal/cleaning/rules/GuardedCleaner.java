package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/** A partner's step: without it there are documents at least, with its exception there would be none ever. */
record GuardedCleaner(String step, String metric, Context context, Cleaner cleaner) implements Cleaner {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedCleaner.class);

    @Override
    public List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings) {
        try {
            return cleaner.clean(measurements, window, findings);
        } catch (RuntimeException e) {
            // whiteboard call to foreign code
            LOG.warn("Cleaning step {} failed on {} at {} and was left out", step, metric, window.from(), e);
            return measurements;
        }
    }
}
