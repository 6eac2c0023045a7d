package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;

/**
 * Marks subscriptions whose updates are missing as stale and, if the policy says so, requests them again. Runs on every node: an
 * index holds when each update is due, so that a sweep reads only what is overdue, and each mark is written on the condition that
 * nobody else has. Thread-safe.
 */
@Component(service = SubscriptionWatch.class, immediate = true)
public final class SubscriptionWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    /** After a start the VENs get the time to send what they could not send before. */
    private static final Duration FIRST = Duration.ofMinutes(3);
    /** A VEN that stays silent is asked again at this interval at most, and each time later. */
    private static final Duration LEAST_PAUSE = Duration.ofMinutes(10);

    private static final int CHUNK = 1000;

    private final MongoCollection<Document> subscriptions;
    private final StoredVenOutbox outbox;
    private final SubscriptionPolicy policy;
    private final MeterRegistry meters;
    private final Gauge stale;
    private final Clock clock;
    private final ScheduledExecutorService executor;

    @Activate
    public SubscriptionWatch(
            @Reference ReportStores stores, @Reference StoredVenOutbox outbox, @Reference MeterRegistry meters) {
        this(stores, outbox, meters, Clock.systemUTC());
        executor.scheduleWithFixedDelay(this::sweepOrLog, FIRST.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sweeps only when told to. */
    public SubscriptionWatch(ReportStores stores, StoredVenOutbox outbox, MeterRegistry meters, Clock clock) {
        this.subscriptions = stores.subscriptions().documents();
        this.policy = stores.policy();
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
        SubscriptionView view = stores.subscriptions().view();
        stale = Gauge.builder("flexcoop.vtn.reports.stale", view::countStale)
                .description("Report subscriptions whose updates are missing, the same on every node")
                .register(meters);
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-report-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    public void close() {
        executor.shutdownNow();
        meters.remove(stale);
    }

    private void sweepOrLog() {
        try {
            sweep();
        } catch (MongoException | MiddlewareException e) {
            LOG.debug("Subscriptions could not be checked for missing updates, the next time they will be", e);
        }
    }

    /** Marks all that is overdue now. */
    public void sweep() {
        Instant now = clock.instant();
        int marked = 0;
        List<Document> overdue = overdue(now);
        while (!overdue.isEmpty()) {
            marked += mark(overdue, now);
            // what another node marks in the meantime is not found again either
            overdue = overdue.size() < CHUNK ? List.of() : overdue(now);
        }
        if (marked > 0) {
            LOG.warn(
                    "{} report subscriptions are stale, no update has come for {} intervals",
                    marked,
                    policy.staleAfter());
        }
    }

    private List<Document> overdue(Instant now) {
        return subscriptions
                .find(Filters.lt(Subscription.DUE, Documents.date(now)))
                .sort(Sorts.ascending(Subscription.DUE))
                .limit(CHUNK)
                .projection(Projections.include(
                        DocumentFields.VEN_ID,
                        Subscription.DUE,
                        Subscription.STATE,
                        Subscription.STALE_SINCE,
                        Subscription.LAST_UPDATE))
                .into(new ArrayList<>());
    }

    private int mark(List<Document> overdue, Instant now) {
        List<UpdateOneModel<Document>> writes = new ArrayList<>(overdue.size());
        TreeSet<String> vens = new TreeSet<>();
        for (Document each : overdue) {
            Bson asFound = Filters.and(
                    Filters.eq("_id", each.getString("_id")),
                    Filters.eq(Subscription.DUE, each.getDate(Subscription.DUE)),
                    Filters.eq(Subscription.STATE, each.getString(Subscription.STATE)));
            if (Subscription.state(each) == State.CANCELLING) {
                writes.add(new UpdateOneModel<>(
                        asFound,
                        SubscriptionSteps.end(
                                State.CANCELLED, Optional.of("the last report has not come"), true, now)));
            } else {
                writes.add(new UpdateOneModel<>(asFound, stale(each, now)));
                vens.add(each.getString(DocumentFields.VEN_ID));
            }
        }
        int changed = MongoCalls.call(
                "mark stale report subscriptions",
                () -> subscriptions.bulkWrite(writes).getModifiedCount());
        if (policy.requestStale() && !vens.isEmpty()) {
            // if this node stops before, they are overdue again after the pause
            outbox.offer(List.copyOf(vens), StoredVenOutbox.Kind.CREATE_REPORT);
        }
        return changed;
    }

    private Bson stale(Document each, Instant now) {
        List<Bson> changes = new ArrayList<>(List.of(
                Updates.set(DocumentFields.UPDATED, Documents.date(now)), Updates.inc(Subscription.REVISION, 1L)));
        Optional<Instant> since = Documents.optionalInstant(each, Subscription.STALE_SINCE);
        if (since.isEmpty()) {
            changes.add(Updates.set(Subscription.STALE_SINCE, Documents.date(now)));
        }
        if (policy.requestStale()) {
            Duration silence = since.map(start -> Duration.between(start, now)).orElse(Duration.ZERO);
            Duration pause = silence.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : silence;
            changes.add(Updates.set(Subscription.DUE, Documents.date(now.plus(pause))));
            changes.add(Updates.set(Subscription.STATE, Subscription.text(State.REQUESTED)));
            changes.add(Updates.unset(Subscription.SENT_AT));
        } else {
            changes.add(Updates.unset(Subscription.DUE));
        }
        return Updates.combine(changes);
    }
}
