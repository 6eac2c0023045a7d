package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

/**
 * The range of times that a filter leaves.
 *
 * @param from inclusive; absent if it is open
 * @param to exclusive; absent if it is open
 */
record TimeRange(Optional<Instant> from, Optional<Instant> to) {
    private static final TimeRange ALL = new TimeRange(Optional.empty(), Optional.empty());

    /** As far as the filter says it outside of alternatives. */
    static TimeRange of(Map<?, ?> filter, String field) {
        TimeRange range = ALL;
        for (Map.Entry<?, ?> condition : filter.entrySet()) {
            if (condition.getKey().equals("$and") && condition.getValue() instanceof List<?> all) {
                for (Object each : all) {
                    range = each instanceof Map<?, ?> map ? range.and(of(map, field)) : range;
                }
            } else if (condition.getKey().equals(field)) {
                range = range.and(of(condition.getValue()));
            }
        }
        return range;
    }

    private static TimeRange of(Object condition) {
        if (condition instanceof Date moment) {
            return new TimeRange(
                    Optional.of(moment.toInstant()),
                    Optional.of(moment.toInstant().plusMillis(1)));
        }
        TimeRange range = ALL;
        if (condition instanceof Document operators) {
            for (Map.Entry<String, Object> operator : operators.entrySet()) {
                if (operator.getValue() instanceof Date date) {
                    range = range.and(of(operator.getKey(), date.toInstant()));
                }
            }
        }
        return range;
    }

    private static TimeRange of(String operator, Instant moment) {
        return switch (operator) {
            case "$gte" -> new TimeRange(Optional.of(moment), Optional.empty());
            case "$gt" -> new TimeRange(Optional.of(moment.plusMillis(1)), Optional.empty());
            case "$lt" -> new TimeRange(Optional.empty(), Optional.of(moment));
            case "$lte" -> new TimeRange(Optional.empty(), Optional.of(moment.plusMillis(1)));
            case "$eq" -> new TimeRange(Optional.of(moment), Optional.of(moment.plusMillis(1)));
            default -> ALL;
        };
    }

    private TimeRange and(TimeRange other) {
        return new TimeRange(later(from, other.from), earlier(to, other.to));
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isAfter(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isBefore(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }
}
