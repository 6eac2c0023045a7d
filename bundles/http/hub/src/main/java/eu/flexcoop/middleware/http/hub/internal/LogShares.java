package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/** How many lines of one kind about one client get into the log in a minute. Thread-safe, and bounded in memory. */
final class LogShares {
    static final int LINES = 30;

    private static final int MOST_SHARES = 20_000;

    /** Whether a line is written. */
    enum Share {
        WHOLE,
        /** And the reader is told that further ones are left out. */
        LAST,
        NONE
    }

    private record Key(String client, String kind) {}

    private final Cache<Key, AtomicInteger> lines;

    LogShares(Ticker ticker) {
        this.lines = Caffeine.newBuilder()
                .maximumSize(MOST_SHARES)
                .expireAfterWrite(Duration.ofMinutes(1))
                .ticker(ticker)
                .build();
    }

    /** @param kind one of few, such as the code of an error */
    Share next(String client, String kind) {
        int line = lines.get(new Key(client, kind), any -> new AtomicInteger()).incrementAndGet();
        if (line < LINES) {
            return Share.WHOLE;
        }
        return line == LINES ? Share.LAST : Share.NONE;
    }
}
