package eu.flexcoop.middleware.telemetry.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** Accepts samples from the boxes. Thread-safe. */
@ProviderType
public interface SampleIntake {
    /**
     * Stores samples durably; when this returns they survive any crash and may be acknowledged. Idempotent: a sample of the
     * same box, rID and instant overwrites the earlier one, so a retry counts once.
     *
     * @return how many were stored and which rIDs are no data points of the box (their samples are not stored)
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if they could not be stored; nothing is acknowledged then
     */
    IntakeResult accept(List<RawSample> samples);
}
