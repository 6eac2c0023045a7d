package eu.flexcoop.middleware.telemetry.api;

import java.util.Collection;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the 15-minute documents in line with the samples and reads them for the long-term store. Both methods may be
 * repeated at any time with the same outcome. Thread-safe; they throw
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface QuarterHours {
    /**
     * Computes the documents of the ranges from the stored samples, writes them, and marks them for
     * {@link Stage#LONG_TERM}. Durable when it returns.
     *
     * @param ranges of {@link Stage#QUARTER_HOURS}
     * @return ranges that are processed; of the others a later result was already stored, and they must be released
     */
    List<ClaimedRange> update(Collection<ClaimedRange> ranges);

    /**
     * Reads what the long-term store is to have of the 15-minute documents: their values, removed ones included, and copies of the
     * documents.
     *
     * @param ranges of {@link Stage#LONG_TERM}
     */
    LongTermContent longTermContent(Collection<ClaimedRange> ranges);
}
