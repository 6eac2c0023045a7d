package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/**
 * Where the database ends and HBase begins: of each collection the database has every document from its boundary on. Earlier ones are in
 * the database, in HBase, or in both. A boundary is stored, and only moves forward; documents before it are not deleted before
 * {@link #REST} has passed, so that whoever has read the boundary before may go on with it. Thread-safe.
 */
@Component(service = ArchiveBoundaries.class)
public final class ArchiveBoundaries {
    /** From a move of a boundary to the first deletion that it permits: longer than any query or export. */
    public static final Duration REST = Duration.ofDays(1);

    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final String BEFORE = "before";
    private static final String SINCE = "since";

    /**
     * @param before the database has every document from this time on
     * @param since when the boundary was moved there
     */
    record Boundary(Instant before, Instant since) {}

    private record Known(Optional<Boundary> boundary, long readAt) {}

    private final TelemetryStore store;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    @Activate
    public ArchiveBoundaries(@Reference TelemetryStore store) {
        this(store, Clock.systemUTC());
    }

    private ArchiveBoundaries(TelemetryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Outside the container. No second public constructor: SCR takes any that has as many parameters. */
    public static ArchiveBoundaries with(TelemetryStore store, Clock clock) {
        return new ArchiveBoundaries(store, clock);
    }

    /** Empty if nothing was ever removed from the collection. Not older than half a minute. */
    Optional<Instant> of(String collection) {
        Known last = known.get(collection);
        if (last == null || System.nanoTime() - last.readAt() > KEPT.toNanos()) {
            last = new Known(read(collection), System.nanoTime());
            known.put(collection, last);
        }
        return last.boundary().map(Boundary::before);
    }

    /** As the database has it now. */
    Optional<Boundary> read(String collection) {
        return MongoCalls.call("read the boundary of " + collection, () -> Optional.ofNullable(store.archive()
                        .find(Filters.eq(TelemetryFields.ID, collection))
                        .first())
                .map(document -> new Boundary(
                        document.getDate(BEFORE).toInstant(),
                        document.getDate(SINCE).toInstant())));
    }

    /** Moves a boundary forward; of several nodes one succeeds. */
    void move(String collection, Optional<Boundary> from, Instant to) {
        Document moved = new Document(BEFORE, Date.from(to)).append(SINCE, Date.from(clock.instant()));
        try {
            MongoCalls.run("move the boundary of " + collection, () -> {
                if (from.isEmpty()) {
                    store.archive()
                            .insertOne(new Document(TelemetryFields.ID, collection)
                                    .append(BEFORE, moved.get(BEFORE))
                                    .append(SINCE, moved.get(SINCE)));
                } else {
                    store.archive()
                            .updateOne(
                                    Filters.and(
                                            Filters.eq(TelemetryFields.ID, collection),
                                            Filters.eq(
                                                    BEFORE, Date.from(from.get().before()))),
                                    new Document("$set", moved));
                }
            });
        } catch (DuplicateKeyException e) {
            // another node was first
        }
        known.remove(collection);
    }
}
