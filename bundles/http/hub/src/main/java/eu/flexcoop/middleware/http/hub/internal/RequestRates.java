package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/**
 * How many requests a second each client may send, with a burst after a pause: a token bucket per client. Thread-safe, without locks; remembers a
 * bounded number of clients, and each of them until its bucket is full again.
 */
final class RequestRates {
    private static final int MOST_CLIENTS = 50_000;
    private static final int BURST_SECONDS = 2;

    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<Object, Bucket> clients = Caffeine.newBuilder()
            .maximumSize(MOST_CLIENTS)
            .expireAfterAccess(Duration.ofSeconds(2L * BURST_SECONDS))
            .build();

    /** @param perSecond 0 for no limit */
    RequestRates(int perSecond, TimeMeter clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Counts one request.
     *
     * @param client a certificate's serial number, the subject of a token, or an address
     * @throws TryLaterException with 429 if there were too many
     */
    void count(Object client) {
        if (perSecond == 0) {
            return;
        }
        ConsumptionProbe probe = clients.get(client, any -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw TryLaterException.tooMany(perSecond, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity((long) BURST_SECONDS * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(clock)
                .build();
    }
}
