package eu.flexcoop.middleware.telemetry.api;

import java.util.List;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes the 15-minute documents ({@code meter}, {@code indoor_sensing}, {@code occupancy}, {@code device_status}) out of raw
 * samples: cleaning, averages, energy. All methods are functions of their arguments, without input or output, so that doing
 * the same again gives the same. Thread-safe.
 */
@ProviderType
public interface QuarterHourDocuments {
    /** Collection of the raw samples that the filters below are for. */
    String RAW = "telemetry_raw";

    /** Filter for the energy samples on which the documents of the ranges depend, those before and after them included. */
    Bson energySamples(List<PendingRange> ranges);

    /**
     * Filter for all other samples on which those documents depend. Which documents these are follows from the energy: a
     * new reading of a register changes every quarter hour back to the reading before it.
     *
     * @param energy what {@link #energySamples} found
     */
    Bson otherSamples(List<PendingRange> ranges, List<Document> energy);

    /**
     * The writes that bring the documents of the ranges in line with the samples.
     *
     * @param ranges read before the samples
     */
    QuarterHourWrites documents(List<PendingRange> ranges, List<Document> energy, List<Document> others);
}
