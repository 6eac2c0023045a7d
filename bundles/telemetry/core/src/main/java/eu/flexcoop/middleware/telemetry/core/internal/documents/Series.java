package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import eu.flexcoop.middleware.telemetry.core.internal.intake.SampleBucket;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/** Measurements of one device and metric, sorted by time. Never changes. */
final class Series {
    private static final Comparator<Measurement> BY_TIME = Comparator.comparing(Measurement::at);

    static final Series EMPTY = new Series(List.of());

    private final List<Measurement> sorted;

    private Series(List<Measurement> sorted) {
        this.sorted = sorted;
    }

    /** @param part the measurements of a bucket that belong to the series, or null if it has none */
    static Series of(Collection<SampleBucket> buckets, Function<SampleBucket, List<Measurement>> part) {
        List<Measurement> all = new ArrayList<>();
        for (SampleBucket bucket : buckets) {
            List<Measurement> its = part.apply(bucket);
            if (its != null) {
                all.addAll(its);
            }
        }
        all.sort(BY_TIME);
        return new Series(all);
    }

    /** Of measurements in no particular order. */
    static Series sorted(List<Measurement> measurements) {
        List<Measurement> sorted = new ArrayList<>(measurements);
        sorted.sort(BY_TIME);
        return new Series(sorted);
    }

    boolean isEmpty() {
        return sorted.isEmpty();
    }

    /** Those with {@code from <= t < to}; a view. */
    List<Measurement> between(Instant from, Instant to) {
        return sorted.subList(firstNotBefore(from), firstNotBefore(to));
    }

    /** The latest one before an instant. */
    Optional<Instant> lower(Instant at) {
        int index = firstNotBefore(at) - 1;
        return index < 0 ? Optional.empty() : Optional.of(sorted.get(index).at());
    }

    /** The first one that is not before an instant. */
    Optional<Instant> ceiling(Instant at) {
        int index = firstNotBefore(at);
        return index == sorted.size()
                ? Optional.empty()
                : Optional.of(sorted.get(index).at());
    }

    private int firstNotBefore(Instant at) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).at().isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
