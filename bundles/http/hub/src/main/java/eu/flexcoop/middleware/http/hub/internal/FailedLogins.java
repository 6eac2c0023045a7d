package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Addresses from which tokens come that are not good. After some of them nothing with a token is taken from the address for a second, and
 * for twice as long after each further one. A good token, or time, makes it forgotten. Thread-safe, and bounded in memory.
 */
final class FailedLogins {
    private static final int MOST_ADDRESSES = 50_000;
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_DOUBLINGS = 30;

    private final int free;
    private final long mostNanos;
    private final Ticker ticker;
    private final Cache<String, Failures> addresses;

    /**
     * @param free failures without a consequence; 0 for no back-off
     * @param most longest time that an address is refused
     */
    FailedLogins(int free, Duration most, Ticker ticker) {
        this.free = free;
        this.mostNanos = most.toNanos();
        this.ticker = ticker;
        this.addresses = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(FORGOTTEN)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** @throws TryLaterException with 429 while nothing is taken from the address */
    void requireAdmitted(String address) {
        Failures failures = addresses.getIfPresent(address);
        if (failures != null) {
            long left = failures.left(ticker.read());
            if (left > 0) {
                throw TryLaterException.failedLogins(Duration.ofNanos(left));
            }
        }
    }

    void failed(String address) {
        if (free > 0) {
            addresses.get(address, any -> new Failures()).add(ticker.read());
        }
    }

    void succeeded(String address) {
        addresses.invalidate(address);
    }

    private final class Failures {
        private int count;
        private long since;
        private long length;

        synchronized void add(long now) {
            count++;
            if (count >= free) {
                since = now;
                length = Math.min(mostNanos, FIRST_NANOS << Math.min(count - free, MOST_DOUBLINGS));
            }
        }

        synchronized long left(long now) {
            return length - (now - since);
        }
    }
}
