package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * When each VEN was heard of, in the collection {@code ven_presence}. Requests only note the time in memory; it is written in
 * batches, with {@code w: 1}, since a lost time costs nothing but a VEN that looks absent for a while. Thread-safe.
 */
@Component(
        service = VenPresence.class,
        configurationPid = {"eu.flexcoop.middleware.openadr", VenPresence.PID})
public final class VenPresence {
    public static final String COLLECTION = "ven_presence";
    public static final String LAST_SEEN = "last_seen";

    private static final Logger LOG = LoggerFactory.getLogger(VenPresence.class);
    private static final int CHUNK = 1000;
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

    static final String PID = "eu.flexcoop.middleware.openadr.vens";

    /** How presence is kept. It names its pid, since the component has two. */
    @ObjectClassDefinition(pid = PID, name = "Flexcoop presence of VENs")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How old the stored time of the last message may get, ISO-8601; half of the time after which a VEN is offline at most")
        String lastSeenResolution() default "PT1M";

        @AttributeDefinition(
                min = "2",
                description = "A VEN that sent no message for so many poll intervals is offline")
        int offlineAfterPolls() default 30;
    }

    /** What is read from the configuration of the VTN. */
    public @interface VtnConfig {
        /** How often VENs poll, ISO-8601. */
        String pollFrequency() default "PT10S";
    }

    private record Seen(VenEntry ven, Instant at) {}

    private final MongoCollection<Document> presence;
    private final ScheduledExecutorService executor;
    private final Duration offlineAfter;
    private volatile Map<VenId, Seen> unwritten = new ConcurrentHashMap<>();

    @Activate
    public VenPresence(@Reference MongoCollections mongo, Config config, VtnConfig vtn) {
        this(mongo, Duration.parse(config.lastSeenResolution()), offlineAfter(config, vtn));
    }

    private static Duration offlineAfter(Config config, VtnConfig vtn) {
        if (config.offlineAfterPolls() < 2) {
            throw new IllegalArgumentException(
                    "offlineAfterPolls %d must be 2 or more (etc/eu.flexcoop.middleware.openadr.vens.cfg)"
                            .formatted(config.offlineAfterPolls()));
        }
        return Duration.parse(vtn.pollFrequency()).multipliedBy(config.offlineAfterPolls());
    }

    /** @param offlineAfter a VEN that was not heard of for so long is offline */
    public VenPresence(MongoCollections mongo, Duration wantedResolution, Duration offlineAfter) {
        this.offlineAfter = offlineAfter;
        Duration half = offlineAfter.dividedBy(2);
        // what is stored must not be so old that a VEN which polls seems to be offline
        Duration resolution = wantedResolution.compareTo(half) < 0 ? wantedResolution : half;
        presence = mongo.open(
                        COLLECTION,
                        Retention.of(LAST_SEEN, Duration.ofDays(3 * 365)),
                        new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                        new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)))
                .withWriteConcern(WriteConcern.W1.withJournal(false));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-presence");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(
                this::writeOrLog, resolution.toMillis(), resolution.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    public void close() {
        executor.shutdownNow();
        writeOrLog();
    }

    /** No query and no lock. */
    public void seen(VenEntry ven, Instant now) {
        unwritten.put(ven.id(), new Seen(ven, now));
    }

    /** As {@link #seen}, stored when it returns. */
    void store(VenEntry ven, Instant now) {
        presence.bulkWrite(List.of(update(new Seen(ven, now))));
    }

    /** Forgets the VEN. */
    public void remove(VenId id) {
        unwritten.remove(id);
        presence.deleteOne(Filters.eq("_id", id.value()));
    }

    /** A VEN that was not heard of for so long is offline. */
    Duration offlineAfter() {
        return offlineAfter;
    }

    /**
     * VENs whose last message, as far as all nodes have stored it and this one knows it, was in that time. Range of an index.
     *
     * @param before exclusive
     */
    List<VenId> lastSeenBetween(Instant from, Instant before) {
        Map<VenId, Seen> noted = unwritten;
        List<VenId> ids = presence.find(Filters.and(
                        Filters.gte(LAST_SEEN, Documents.date(from)), Filters.lt(LAST_SEEN, Documents.date(before))))
                .projection(Projections.include("_id"))
                .map(document -> new VenId(document.getString("_id")))
                .into(new ArrayList<>());
        ids.removeIf(noted::containsKey);
        return ids;
    }

    private void writeOrLog() {
        try {
            write();
        } catch (MongoException e) {
            LOG.debug("The times of the last messages were not stored, the next ones will be", e);
        }
    }

    /** Stores what was noted since the last time. */
    public void write() {
        Map<VenId, Seen> noted = unwritten;
        unwritten = new ConcurrentHashMap<>();
        List<Seen> all = new ArrayList<>(noted.values());
        for (List<Seen> chunk : Chunks.of(all, CHUNK)) {
            presence.bulkWrite(chunk.stream().map(VenPresence::update).toList(), ANY_ORDER);
        }
    }

    private static UpdateOneModel<Document> update(Seen seen) {
        return new UpdateOneModel<>(
                Filters.eq("_id", seen.ven().id().value()),
                Updates.combine(
                        Updates.max(LAST_SEEN, Documents.date(seen.at())),
                        Updates.set(DocumentFields.VEN_ID, seen.ven().id().value()),
                        Updates.set(
                                DocumentFields.ACCOUNT_ID, seen.ven().account().value()),
                        Updates.set(
                                DocumentFields.AGGREGATOR_ID,
                                seen.ven().aggregator().value())),
                UPSERT);
    }

    Optional<Instant> lastSeen(VenId id) {
        return Optional.ofNullable(lastSeen(List.of(id)).get(id));
    }

    /** By this node just now, or by any node as it is stored. */
    Map<VenId, Instant> lastSeen(Collection<VenId> ids) {
        Map<VenId, Instant> seen = new HashMap<>();
        presence.find(Filters.in("_id", ids.stream().map(VenId::value).toList()))
                .forEach(document ->
                        seen.put(new VenId(document.getString("_id")), Documents.instant(document, LAST_SEEN)));
        Map<VenId, Seen> noted = unwritten;
        for (VenId id : ids) {
            Seen here = noted.get(id);
            if (here != null) {
                seen.merge(id, here.at(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        return seen;
    }

    /** The collection, for those of this bundle that show it. */
    public MongoCollection<Document> documents() {
        return presence;
    }
}
