package eu.flexcoop.middleware.mongo.internal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.mongo.api.Retention;

/** The operator's periods, {@code retention.<collection> = P90D}, which replace the defaults of the owners. */
final class RetentionPeriods {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionPeriods.class);
    private static final String PREFIX = "retention.";
    private static final String NEVER = "never";

    /** An empty period means never. */
    private final Map<String, Optional<Duration>> byCollection = new HashMap<>();

    private RetentionPeriods() {}

    static RetentionPeriods defaults() {
        return new RetentionPeriods();
    }

    /** @throws IllegalArgumentException if a value is neither an ISO-8601 duration of days and less nor {@code never} */
    static RetentionPeriods of(Map<String, ?> configuration) {
        RetentionPeriods periods = new RetentionPeriods();
        configuration.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                periods.byCollection.put(
                        key.substring(PREFIX.length()),
                        period(key, value.toString().strip()));
            }
        });
        return periods;
    }

    private static Optional<Duration> period(String key, String value) {
        if (value.equals(NEVER)) {
            return Optional.empty();
        }
        try {
            Duration period = Duration.parse(value);
            if (!period.isNegative()) {
                return Optional.of(period);
            }
        } catch (DateTimeParseException e) {
            // refused below, as a negative period is
        }
        throw new IllegalArgumentException(
                "eu.flexcoop.middleware.mongo.cfg: %s is '%s', use a duration of days such as P90D, or never"
                        .formatted(key, value));
    }

    /** What applies to a collection whose owner asks for this. */
    Retention of(String collection, Retention asked) {
        Optional<Duration> configured = byCollection.get(collection);
        if (configured == null) {
            return asked;
        }
        if (asked.field().isEmpty()) {
            LOG.warn(
                    "eu.flexcoop.middleware.mongo.cfg: {}{} has no effect, the documents of this collection never expire",
                    PREFIX,
                    collection);
            return asked;
        }
        return new Retention(asked.field(), configured, asked.byOwner());
    }
}
