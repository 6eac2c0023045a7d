package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.versioning.ProviderType;

/** Takes the results of one run. Used by one thread. */
@ProviderType
public interface ResultSink {
    /**
     * Stores a row, or keeps it with others until a batch is full.
     *
     * @throws IllegalArgumentException if a field of the descriptor's output key is missing
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the store does not answer
     */
    void accept(ResultRow row);
}
