package eu.flexcoop.middleware.security.audit.internal;

import java.time.Duration;
import java.util.function.ObjIntConsumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;

/**
 * How many lines each client gets in a period, so that none can push the lines of the others out of the files. A period begins with the
 * first line of a client; at its end it is told how many lines were left out. Thread-safe, and bounded in memory.
 */
final class ClientShares {
    /**
     * @param refusalsPerClient refused requests of one client in a period
     * @param refusals refused requests of all clients in a period: an attacker may have many addresses
     * @param changesPerClient changes of one client in a period
     */
    record Limits(int refusalsPerClient, int refusals, int changesPerClient, Duration period) {}

    private static final int MOST_CLIENTS = 20_000;
    private static final String EVERYBODY = "all clients";

    private final Limits limits;
    private final Cache<String, Share> shares;

    /** @param suppressed called with the client and the number of its lines that were left out */
    ClientShares(Limits limits, ObjIntConsumer<String> suppressed) {
        this.limits = limits;
        this.shares = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterWrite(limits.period())
                .scheduler(Scheduler.systemScheduler()) // the end of a period needs no further request
                .executor(Runnable::run)
                .removalListener((String client, Share share, RemovalCause cause) -> {
                    int leftOut = share == null ? 0 : share.end();
                    if (leftOut > 0) {
                        suppressed.accept(client, leftOut);
                    }
                })
                .build();
    }

    boolean admits(String client, boolean refusal) {
        Share own = shares.get(client, any -> new Share());
        return refusal
                ? own.refusal(limits.refusalsPerClient())
                        && shares.get(EVERYBODY, any -> new Share()).refusal(limits.refusals())
                : own.change(limits.changesPerClient());
    }

    /** Ends the periods of all clients. */
    void close() {
        shares.invalidateAll();
        shares.cleanUp();
    }

    private static final class Share {
        private int refusals;
        private int changes;
        private int leftOut;

        synchronized boolean refusal(int limit) {
            return ++refusals <= limit || leaveOut();
        }

        synchronized boolean change(int limit) {
            return ++changes <= limit || leaveOut();
        }

        private boolean leaveOut() {
            leftOut++;
            return false;
        }

        synchronized int end() {
            return leftOut;
        }
    }
}
