package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionView.Known;

/**
 * Keeps in {@code report_subscription} which reports the VTN requests of which VEN, and the open ones in memory. Thread-safe.
 */
@Component(service = StoredSubscriptions.class)
public final class StoredSubscriptions {
    static final String COLLECTION = "report_subscription";

    private static final Duration ENDED_KEPT = Duration.ofDays(90);
    /** The times of updates do not concern the view, and would be most of the changes. */
    private static final List<Bson> VIEWED = List.of(Aggregates.match(Filters.or(
            Filters.ne("operationType", "update"),
            Filters.exists("updateDescription.updatedFields." + Subscription.REVISION))));

    private final MongoCollection<Document> subscriptions;
    private final Clock clock;
    private final SubscriptionView view = new SubscriptionView();
    private final CollectionFollower follower;
    private final UpdateTimes times;
    private final SubscriptionSteps steps;

    @Activate
    public StoredSubscriptions(@Reference MongoCollections mongo, @Reference SubscriptionPolicy policy) {
        this(mongo, policy, Clock.systemUTC());
    }

    public StoredSubscriptions(MongoCollections mongo, SubscriptionPolicy policy, Clock clock) {
        this.clock = clock;
        subscriptions = mongo.open(
                COLLECTION,
                Retention.of(Subscription.ENDED_AT, ENDED_KEPT),
                new IndexModel(
                        Indexes.ascending(DocumentFields.VEN_ID, Subscription.REPORT_REQUEST_ID),
                        new IndexOptions().unique(true)),
                new IndexModel(
                        Indexes.ascending(Subscription.STATE, DocumentFields.VEN_ID, Subscription.REPORT_REQUEST_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)),
                new IndexModel(Indexes.ascending(Subscription.DUE), new IndexOptions().sparse(true)),
                new IndexModel(
                        Indexes.ascending(
                                Subscription.STALE_SINCE, DocumentFields.VEN_ID, Subscription.REPORT_REQUEST_ID),
                        new IndexOptions().partialFilterExpression(Filters.exists(Subscription.STALE_SINCE))));
        times = new UpdateTimes(subscriptions, policy);
        steps = new SubscriptionSteps(subscriptions, view, times, clock);
        follower = new CollectionFollower(subscriptions, view, VIEWED);
    }

    @Deactivate
    public void close() {
        follower.close();
        times.close();
    }

    public CollectionFollower follower() {
        return follower;
    }

    /** What changes the state of subscriptions. */
    SubscriptionSteps steps() {
        return steps;
    }

    /** The times of updates that this node has noted and not written yet. */
    public UpdateTimes times() {
        return times;
    }

    /** Open and ended ones. */
    List<Subscription> of(VenId ven) {
        return subscriptions.find(ofVen(ven)).map(Subscription::of).into(new ArrayList<>());
    }

    List<Subscription> in(VenId ven, State state) {
        return subscriptions
                .find(Filters.and(ofVen(ven), Filters.eq(Subscription.STATE, Subscription.text(state))))
                .map(Subscription::of)
                .into(new ArrayList<>());
    }

    /** Those in the state of which the VEN was told. */
    List<Subscription> told(VenId ven, State state) {
        return subscriptions
                .find(Filters.and(
                        ofVen(ven),
                        Filters.eq(Subscription.STATE, Subscription.text(state)),
                        Filters.exists(Subscription.SENT_AT)))
                .map(Subscription::of)
                .into(new ArrayList<>());
    }

    Optional<Document> find(VenId ven, String reportRequestId) {
        return Optional.ofNullable(subscriptions
                .find(Filters.and(ofVen(ven), Filters.eq(Subscription.REPORT_REQUEST_ID, reportRequestId)))
                .first());
    }

    static Bson ofVen(VenId ven) {
        return Filters.eq(DocumentFields.VEN_ID, ven.value());
    }

    Instant now() {
        return clock.instant();
    }

    /** What this node knows of those of the ids that are subscriptions of the VEN. Without a query if all are open. */
    List<Known> known(VenId ven, Collection<String> reportRequestIds) {
        List<Known> known = new ArrayList<>(reportRequestIds.size());
        Set<String> missing = new HashSet<>();
        boolean current = follower.isCurrent();
        for (String id : reportRequestIds) {
            Optional<Known> found = current ? view.of(ven, id) : Optional.empty();
            if (found.isPresent()) {
                known.add(found.get());
            } else {
                missing.add(id);
            }
        }
        if (!missing.isEmpty()) {
            subscriptions
                    .find(Filters.and(ofVen(ven), Filters.in(Subscription.REPORT_REQUEST_ID, missing)))
                    .map(SubscriptionView::known)
                    .into(known);
        }
        return known;
    }

    /** An update came and is stored. Without a query if nothing changes but the time of the latest. */
    void updated(Known known) {
        times.note(known, clock.instant());
        if (known.stale()) {
            steps.fresh(known);
        }
    }

    Optional<Subscription> byId(String id) {
        return Optional.ofNullable(subscriptions.find(Filters.eq("_id", id)).first())
                .map(Subscription::of);
    }

    boolean hasRequested(VenId ven) {
        return subscriptions
                        .find(Filters.and(
                                ofVen(ven), Filters.eq(Subscription.STATE, Subscription.text(State.REQUESTED))))
                        .first()
                != null;
    }

    SubscriptionView view() {
        return view;
    }

    /** The collection, for those of this package that show or watch it. */
    MongoCollection<Document> documents() {
        return subscriptions;
    }
}
