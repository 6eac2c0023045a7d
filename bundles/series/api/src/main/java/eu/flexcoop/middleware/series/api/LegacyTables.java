package eu.flexcoop.middleware.series.api;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/** Reads tables of the platform's first implementation into the {@link SeriesStore}. Thread-safe. */
@ProviderType
public interface LegacyTables {
    /**
     * Reads a table to its end, in the order of its keys, and stores its values as not verified. Idempotent. How far it has come is stored
     * after each part, so that the next call goes on there, also after a crash, on any node, and with rows that were added since.
     *
     * @param progress told after each part, in this thread
     * @param refused told the key of each row that is not understood, and why; the others are stored
     * @return what this call has done
     * @throws IllegalArgumentException if there is no such table
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if HBase does not answer; what was stored stays
     */
    LegacyProgress read(LegacyImport wanted, Consumer<LegacyProgress> progress, BiConsumer<String, String> refused);
}
