package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Infers how far apart the measurements of a reading are: the difference that at least three of them, and more than half, have.
 * In bounded memory; confined to one thread.
 */
final class UsualInterval {
    private static final int MOST_DIFFERENT = 64;
    private static final int FEWEST = 3;

    private final Map<Duration, Long> differences = new HashMap<>();
    private long all;
    private Instant last;

    void add(Instant at) {
        if (last != null && at.isAfter(last)) {
            Duration difference = Duration.between(last, at);
            all++;
            if (differences.size() < MOST_DIFFERENT || differences.containsKey(difference)) {
                differences.merge(difference, 1L, Long::sum);
            }
        }
        last = at;
    }

    Optional<Duration> get() {
        return differences.entrySet().stream()
                .filter(each -> each.getValue() >= FEWEST && 2 * each.getValue() > all)
                .map(Map.Entry::getKey)
                .findAny();
    }
}
