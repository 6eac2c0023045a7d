package eu.flexcoop.middleware.telemetry.spi;

import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One step of the cleaning that measurements pass before they enter a 15-minute document. A service of this type joins the
 * chain of its metrics behind the steps of the platform, in the order of {@code service.ranking}. Must be thread-safe, fast
 * and a function of its arguments alone: documents are written anew from raw samples, at any time and more than once.
 */
@ConsumerType
public interface CleaningStep {
    /** @param metric snake-case metric as the box reports it, for example {@code meter_watts} */
    boolean appliesTo(String metric);

    /**
     * Leaves out or corrects measurements.
     *
     * @param metric one that {@link #appliesTo} accepted
     * @param measurements those of one device, sorted by time: of one quarter hour for averages, of some hours for energy
     * @return what remains, sorted by time
     */
    List<Measurement> clean(String metric, List<Measurement> measurements);
}
