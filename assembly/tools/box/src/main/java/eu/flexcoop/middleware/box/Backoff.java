package eu.flexcoop.middleware.box;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: longer each time, up to a limit, with jitter. For one thread. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private int failures;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** @param atLeast what the other side asked for */
    Duration next(Duration atLeast) {
        long ceiling = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures++, 20));
        Duration wait =
                Duration.ofMillis(ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
        return wait.compareTo(atLeast) < 0 ? atLeast : wait;
    }

    void reset() {
        failures = 0;
    }
}
