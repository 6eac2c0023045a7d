package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionView.Known;

/**
 * When the latest update of each subscription came, and when the next one is due. Requests only note the time in memory; it is
 * written in batches, with {@code w: 1}, since a lost time costs no more than a subscription that looks stale until its next
 * update. Thread-safe.
 */
public final class UpdateTimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpdateTimes.class);
    /** How long a time may stay in memory; the watch waits that much longer. */
    private static final Duration RESOLUTION = Duration.ofSeconds(30);

    private static final int CHUNK = 1000;
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

    private record Noted(Duration interval, Instant at) {}

    private final MongoCollection<Document> subscriptions;
    private final SubscriptionPolicy policy;
    private final ScheduledExecutorService executor;
    private final ConcurrentMap<String, Noted> unwritten = new ConcurrentHashMap<>();

    UpdateTimes(MongoCollection<Document> subscriptions, SubscriptionPolicy policy) {
        this.subscriptions = subscriptions.withWriteConcern(WriteConcern.W1.withJournal(false));
        this.policy = policy;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-report-times");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(
                this::writeOrLog, RESOLUTION.toMillis(), RESOLUTION.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        writeOrLog();
    }

    /** No query and no lock. */
    void note(Known subscription, Instant now) {
        unwritten.put(subscription.id(), new Noted(subscription.interval(), now));
    }

    /** When the first update after now is overdue; empty where none is expected at a certain time. */
    Optional<Instant> due(Subscription subscription, Instant now) {
        return subscription.kind() == Kind.PERIODIC
                ? Optional.of(due(subscription.reportBack(), now))
                : Optional.empty();
    }

    Instant due(Duration interval, Instant now) {
        return now.plus(policy.staleAfter(interval)).plus(RESOLUTION);
    }

    private void writeOrLog() {
        try {
            write();
        } catch (MongoException e) {
            LOG.debug("The times of the latest reports are written later", e);
        }
    }

    /** Stores what was noted since the last time. What could not be stored is kept. */
    public void write() {
        List<String> ids = new ArrayList<>(unwritten.keySet());
        for (List<String> chunk : Chunks.of(ids, CHUNK)) {
            List<UpdateOneModel<Document>> writes = new ArrayList<>(chunk.size());
            List<Noted> noted = new ArrayList<>(chunk.size());
            for (String id : chunk) {
                Noted each = unwritten.get(id);
                noted.add(each);
                writes.add(new UpdateOneModel<>(
                        Filters.and(
                                Filters.eq("_id", id), Filters.eq(Subscription.STATE, Subscription.text(State.ACTIVE))),
                        update(each)));
            }
            subscriptions.bulkWrite(writes, ANY_ORDER);
            for (int i = 0; i < chunk.size(); i++) {
                unwritten.remove(chunk.get(i), noted.get(i));
            }
        }
    }

    private Bson update(Noted noted) {
        Bson last = Updates.max(Subscription.LAST_UPDATE, Documents.date(noted.at()));
        return noted.interval().isZero()
                ? last
                : Updates.combine(
                        last, Updates.max(Subscription.DUE, Documents.date(due(noted.interval(), noted.at()))));
    }
}
