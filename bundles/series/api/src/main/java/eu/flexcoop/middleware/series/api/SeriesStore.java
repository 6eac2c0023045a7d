package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Long-term time series. Appending is idempotent: the same point again changes nothing. Thread-safe. All calls fail with
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the store is away.
 */
@ProviderType
public interface SeriesStore {
    /** Makes the points durable; all of them are when this returns. */
    void append(List<SeriesPoint> points);

    /** Passes the points of one series with {@code from <= at < to} to the consumer, in order of time. */
    void range(String deviceId, String metric, Instant from, Instant to, Consumer<SeriesPoint> consumer);
}
