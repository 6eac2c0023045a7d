package eu.flexcoop.middleware.telemetry.spi;

import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A step with its parameters. Must be thread-safe, fast and a function of its arguments alone: documents are written anew from
 * raw samples, at any time, more than once and on any node, and must come out the same.
 */
@ConsumerType
public interface Cleaner {
    /** How far around a quarter hour measurements matter for its document; a constant. */
    default Context context() {
        return Context.NONE;
    }

    /**
     * Leaves out, corrects or adds measurements.
     *
     * @param measurements those of one device and metric, sorted by time: of the window and of the context around it
     * @param window quarter hour whose document is computed
     * @param findings receives what was removed or repaired within the window; what lies outside of it is ignored
     * @return what remains, sorted by time; the same list if nothing changes
     */
    List<Measurement> clean(List<Measurement> measurements, Window window, Findings findings);
}
