package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * The long-term time series, and the only writer of table {@code samples}. Thread-safe. All calls fail with
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the store does not answer.
 */
@ProviderType
public interface SeriesStore {
    /**
     * Makes changes durable; all of them are when this returns, and any part of them may be when it fails. Idempotent: the same
     * changes again have no effect. Of two writes of one key the later one counts, whichever process it comes from.
     *
     * @param points values, which replace what is stored under their keys
     * @param removed keys that have no value (any more); none of them is that of a point
     */
    void write(Collection<SeriesPoint> points, Collection<SeriesKey> removed);

    /** Passes the points of one series with {@code from <= at < to} to the consumer, in order of time. */
    void range(DeviceId device, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer);

    /**
     * Sums up the numbers of one series with {@code from <= at < to} by period, in order of time, while they are read; periods without
     * numbers are left out.
     *
     * @param periodStart the start of the period that an instant is in
     * @param nextStart the start of the period after that which starts at an instant
     */
    default void summarize(
            DeviceId device,
            String metric,
            Instant from,
            Instant to,
            UnaryOperator<Instant> periodStart,
            UnaryOperator<Instant> nextStart,
            Consumer<PeriodSummary> consumer) {
        PeriodSummaries summaries = new PeriodSummaries(periodStart, nextStart, consumer);
        range(device, metric, from, to, summaries);
        summaries.finish();
    }

    /**
     * The instant of the first point of one series with {@code from <= at < to}, removed ones included: one short scan, however long the
     * period is.
     */
    Optional<Instant> first(DeviceId device, String metric, Instant from, Instant to);

    /** As {@link #first}, of the last point. */
    Optional<Instant> last(DeviceId device, String metric, Instant from, Instant to);

    /** How large the table is and how much it is used. */
    TableStatistics statistics();
}
