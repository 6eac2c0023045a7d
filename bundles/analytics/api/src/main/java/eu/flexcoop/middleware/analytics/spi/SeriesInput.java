package eu.flexcoop.middleware.analytics.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * The points that a plan reads from the long-term store.
 *
 * @param metrics for example {@code kwh}; at least one
 * @param devices only these; empty for all
 * @param from first instant, included
 * @param to last instant, excluded
 */
public record SeriesInput(Set<String> metrics, Set<DeviceId> devices, Instant from, Instant to) {
    public SeriesInput {
        metrics = Set.copyOf(metrics);
        devices = Set.copyOf(devices);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("A plan must read at least one metric");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("'from' (%s) must be before 'to' (%s)".formatted(from, to));
        }
    }

    /** One metric of all devices. */
    public static SeriesInput of(String metric, Instant from, Instant to) {
        return new SeriesInput(Set.of(metric), Set.of(), from, to);
    }
}
