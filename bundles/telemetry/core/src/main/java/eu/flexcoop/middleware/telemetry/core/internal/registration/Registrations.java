package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/**
 * Registrations of the boxes that report, in memory without expiry. What another node registered is noticed by the revision
 * that callers pass, and by a sample of a point that is not known here. Thread-safe; a registration is read by one thread
 * while others that need the same one wait for it.
 */
final class Registrations {
    /** A box that reports unknown points again and again costs at most one find in this time. */
    private static final Duration SHORTEST_RELOAD = Duration.ofSeconds(1);

    private static final FindOneAndUpdateOptions UPSERT =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private final TelemetryStore store;
    private final Clock clock;
    private final AsyncCache<VenId, Registration> cache;

    /** @param pointsInMemory upper bound of the points of all registrations in memory */
    Registrations(TelemetryStore store, int pointsInMemory, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(pointsInMemory)
                .weigher((VenId ven, Registration registration) ->
                        1 + registration.points().size())
                .buildAsync();
    }

    /** At least of the revision. */
    Registration registration(VenId ven, long revision) {
        Registration known = get(ven);
        return known.revision() >= revision ? known : reload(ven, known);
    }

    /** Read anew, unless what is in memory was read just now. */
    Registration latest(VenId ven) {
        Registration known = get(ven);
        return known.loadedAt().plus(SHORTEST_RELOAD).isAfter(clock.instant()) ? known : reload(ven, known);
    }

    void put(VenId ven, Registration registration) {
        cache.put(ven, CompletableFuture.completedFuture(registration));
    }

    private Registration get(VenId ven) {
        CompletableFuture<Registration> mine = new CompletableFuture<>();
        CompletableFuture<Registration> other = cache.asMap().putIfAbsent(ven, mine);
        return other == null ? load(ven, mine) : join(other);
    }

    private Registration reload(VenId ven, Registration known) {
        CompletableFuture<Registration> mine = new CompletableFuture<>();
        CompletableFuture<Registration> current = cache.asMap().get(ven);
        if (current == null) {
            return get(ven);
        }
        boolean alone = join(current) == known && cache.asMap().replace(ven, current, mine);
        return alone ? load(ven, mine) : get(ven);
    }

    private Registration load(VenId ven, CompletableFuture<Registration> result) {
        try {
            result.complete(read(ven));
        } catch (RuntimeException e) {
            // the cache removes a future that fails, those who wait get the error
            result.completeExceptionally(e);
        }
        return join(result);
    }

    private static Registration join(CompletableFuture<Registration> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Registration read(VenId ven) {
        Instant now = clock.instant();
        return MongoCalls.call("read the data points of VEN " + ven, () -> Optional.ofNullable(store.registrations()
                        .find(Filters.eq(TelemetryFields.ID, ven.value()))
                        .first())
                .map(document -> RegistrationDocument.registration(document, ven, now))
                .orElseGet(() -> new Registration(0, Optional.empty(), Map.of(), now)));
    }

    /** Replaces the points of a box durably. */
    Registration store(VenId ven, Document update) {
        Document stored =
                store.registrations().findOneAndUpdate(Filters.eq(TelemetryFields.ID, ven.value()), update, UPSERT);
        Registration registration = RegistrationDocument.registration(stored, ven, clock.instant());
        put(ven, registration);
        return registration;
    }
}
