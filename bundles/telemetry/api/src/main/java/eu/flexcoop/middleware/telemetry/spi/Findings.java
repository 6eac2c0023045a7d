package eu.flexcoop.middleware.telemetry.spi;

import java.time.Duration;
import java.time.Instant;

import org.osgi.annotation.versioning.ProviderType;

/** Receives what a step removed or repaired; it is kept in {@code data_quality}. Confined to one thread. */
@ProviderType
public interface Findings {
    /** The lists of a document of {@code data_quality}. */
    enum Kind {
        /** Sent more than once; the last one counts. */
        DUPLICATED_VALUES,
        /** Time without a value that is longer than usual, or too long to say anything about it. */
        GAPS,
        NEGATIVE_VALUES,
        ZNORM_OUTLIERS,
        /** Intervals that begin before an earlier one ended. */
        OVERLAPINGS,
        /** Left out for any other reason. */
        REMOVED_VALUES,
        /** Not measured but computed from measurements around it, and not verified. */
        REPAIRED_VALUES,
        /** A register that rolled over, restarted or was replaced. */
        COUNTER_EVENTS
    }

    /**
     * A measurement was left out.
     *
     * @param rule what was applied, for example {@code range}
     */
    void removed(Kind kind, String rule, Measurement measurement);

    /** Something is said about a time. */
    void span(Kind kind, String rule, Instant from, Instant to);

    /** Usual time between two measurements, as it was inferred for this window; shown beside what was found. */
    void frequency(Duration frequency);
}
