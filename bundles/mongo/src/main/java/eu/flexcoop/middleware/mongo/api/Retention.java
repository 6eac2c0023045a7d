package eu.flexcoop.middleware.mongo.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How long the documents of a collection are kept. MongoDB deletes a document once the period has passed since the time in
 * the field, usually within a minute; documents without the field stay.
 *
 * @param field a date field of each document; empty if documents never expire and no index is needed for it
 * @param period counted from the time in the field; empty for ever
 * @param byOwner the owner of the collection deletes the documents, and MongoDB does not
 */
public record Retention(Optional<String> field, Optional<Duration> period, boolean byOwner) {
    public Retention {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(period, "period");
        if (period.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("A retention period must not be negative: " + period.get());
        }
        if (field.isEmpty() && period.isPresent()) {
            throw new IllegalArgumentException("A retention period needs the field that it is counted from");
        }
    }

    /** Documents stay until their owner deletes them. */
    public static Retention never() {
        return new Retention(Optional.empty(), Optional.empty(), false);
    }

    /**
     * Documents expire. The operator may choose another period, or {@code never}, for each collection. The ascending index
     * on the field also serves queries, so the owner must not ask for it a second time.
     *
     * @param field a date field, set once the time is known from which the period counts
     * @param period the default; zero if the field itself is the time of expiry
     */
    public static Retention of(String field, Duration period) {
        return new Retention(Optional.of(field), Optional.of(period), false);
    }

    /**
     * As {@link #of}, but the owner deletes the documents itself, because there is something to be done before; {@link
     * MongoCollections#owned} tells it the period that is in force.
     */
    public static Retention byOwner(String field, Duration period) {
        return new Retention(Optional.of(field), Optional.of(period), true);
    }

    /** {@code P90D after at}, {@code never}. */
    @Override
    public String toString() {
        return period.map(time -> "%s after %s".formatted(days(time), field.orElseThrow()))
                .orElse("never");
    }

    private static String days(Duration time) {
        boolean whole = time.equals(Duration.ofDays(time.toDays()));
        return whole ? "P%dD".formatted(time.toDays()) : time.toString();
    }
}
