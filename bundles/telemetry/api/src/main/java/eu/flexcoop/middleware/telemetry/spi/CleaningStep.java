package eu.flexcoop.middleware.telemetry.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of step in the cleaning that measurements pass before they enter a 15-minute document. A service of this type can be
 * named by the configuration of any metric ({@code {"step": "<name>", …}}) from the moment that it is registered. Must be
 * thread-safe.
 */
@ConsumerType
public interface CleaningStep {
    /** Name in the configuration, for example {@code range}; it never changes. The names of the platform's steps are taken. */
    String name();

    /**
     * Makes the step of one metric. Called once for each metric and configuration, not for each measurement. A parameter that
     * this method does not ask for is refused as unknown.
     *
     * @param metric snake-case metric as the box reports it, for example {@code meter_watts}; {@code *} for all metrics
     *     without a configuration of their own
     * @throws ParameterRefusedException if a parameter has an unacceptable value
     */
    Cleaner compile(String metric, StepParameters parameters);
}
