package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of one issuer. They are fetched when first needed, when they have grown old and when a token names a key
 * that is not among them, but never more often than the shortest interval: bad tokens cannot make us flood the issuer.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    private final KeySource source;
    private final Duration maxAge;
    private final Duration minInterval;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile Instant fetchedAt = Instant.MIN;
    private volatile Instant triedAt = Instant.MIN;

    IssuerKeys(KeySource source, Duration maxAge, Duration minInterval, Clock clock) {
        this.source = source;
        this.maxAge = maxAge;
        this.minInterval = minInterval;
        this.clock = clock;
    }

    /** @param id null if the token does not name a key: then the only key is meant */
    Optional<PublicKey> find(String id) {
        Instant now = clock.instant();
        if (isOlder(fetchedAt, maxAge, now) || lookUp(id).isEmpty()) {
            refresh(now);
        }
        return lookUp(id);
    }

    /** Whether any key was ever read. */
    boolean areKnown() {
        return !keys.isEmpty();
    }

    private Optional<PublicKey> lookUp(String id) {
        Map<String, PublicKey> present = keys;
        if (id == null) {
            return present.size() == 1 ? present.values().stream().findFirst() : Optional.empty();
        }
        return Optional.ofNullable(present.get(id));
    }

    private void refresh(Instant now) {
        if (!isOlder(triedAt, minInterval, now)) {
            return;
        }
        // with old keys at hand nobody waits for the one who fetches; without any there is nothing else to do
        if (keys.isEmpty()) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return;
        }
        try {
            if (isOlder(triedAt, minInterval, now)) {
                triedAt = now;
                keys = Jwks.parse(source.read());
                fetchedAt = now;
                LOG.info("Read {} keys from {}", keys.size(), source);
            }
        } catch (IOException e) {
            LOG.warn("The keys of an issuer cannot be read from {}: {}", source, e.toString());
        } finally {
            fetching.unlock();
        }
    }

    private static boolean isOlder(Instant then, Duration age, Instant now) {
        return then.equals(Instant.MIN) || then.plus(age).isBefore(now);
    }
}
