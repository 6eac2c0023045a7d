package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * Has the 15-minute documents of a time computed anew from the stored samples, for example after a change of the cleaning. The hours
 * are marked as pending, as new samples do it: the routes of all nodes share the work, while data flows, and without a change of
 * samples or cleaning the same documents come out. Thread-safe; methods throw
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface Reprocessing {
    /**
     * Marks all hours that have samples. May be repeated.
     *
     * @param from first instant
     * @param to end, exclusive
     * @return hours that were marked; 0 if no samples are stored
     * @throws IllegalArgumentException if the range is empty or longer than ten years
     */
    long mark(DeviceId device, Instant from, Instant to);

    /** Hours of the range that are due and not processed yet, whoever marked them. */
    long pending(DeviceId device, Instant from, Instant to);

    /** Ids of registered devices that begin with a text, in their natural order. */
    List<DeviceId> devices(String prefix, int most);
}
