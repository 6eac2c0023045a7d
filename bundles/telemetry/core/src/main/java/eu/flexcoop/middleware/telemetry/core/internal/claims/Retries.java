package eu.flexcoop.middleware.telemetry.core.internal.claims;

import java.time.Duration;
import java.util.List;

import org.bson.Document;

/**
 * When a range that failed is tried again.
 *
 * @param first delay after the first failure, doubled by each further one up to an hour
 * @param attempts failures after which the range is set aside
 */
public record Retries(Duration first, int attempts) {
    private static final Duration LONGEST = Duration.ofHours(1);
    /** More doublings than any delay has; keeps the power within the numbers of the server. */
    private static final int DOUBLINGS = 30;

    public Retries {
        if (first.isNegative()) {
            throw new IllegalArgumentException(
                    "firstRetry is %s in etc/eu.flexcoop.middleware.telemetry.claims.cfg, use PT0S or more"
                            .formatted(first));
        }
        if (attempts < 1) {
            throw new IllegalArgumentException(
                    "attempts is %d in etc/eu.flexcoop.middleware.telemetry.claims.cfg, use 1 or more"
                            .formatted(attempts));
        }
    }

    /** Expression of the server for the time of the next attempt, by its clock. @param failures field with their number, 1 or more */
    Document next(String failures) {
        Document exponent =
                new Document("$min", List.of(new Document("$subtract", List.of("$" + failures, 1)), DOUBLINGS));
        Document delay = new Document(
                "$min",
                List.of(
                        LONGEST.toMillis(),
                        new Document(
                                "$multiply", List.of(first.toMillis(), new Document("$pow", List.of(2, exponent))))));
        return new Document("$add", List.of("$$NOW", new Document("$toLong", delay)));
    }
}
