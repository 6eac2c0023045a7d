package eu.flexcoop.middleware.telemetry.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/** Accepts samples from the boxes. Thread-safe. */
@ProviderType
public interface SampleIntake {
    /**
     * Stores the samples of a box durably; when this returns they survive any crash and may be acknowledged. Idempotent: a
     * sample of the same box, rID and instant overwrites the earlier one, so a repetition changes nothing. Concurrent calls
     * share durable writes.
     *
     * @param ven box, known by its certificate
     * @param registration {@link RegisteredPoints#revision} of the latest registration that the caller knows of, so that a
     *     registration on another node is used at once; 0 if it knows none
     * @return how many were stored, which rIDs are no data points of the box, and of which rIDs a sample cannot be stored because it
     *     would never be seen: no finite value, or an impossible time; all other samples are stored
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if they could not be stored; nothing is acknowledged then
     */
    IntakeResult accept(VenId ven, long registration, List<RawSample> samples);
}
