package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * The steps of subscriptions: requested, accepted, cancelled, ended. Each is one update on the condition of the state in which the
 * subscription was found, so that any node may take it. Thread-safe.
 */
final class SubscriptionSteps {
    private static final Duration LAST_REPORT = Duration.ofMinutes(1);
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    private static final List<String> OPEN = List.of(
            Subscription.text(State.REQUESTED), Subscription.text(State.ACTIVE), Subscription.text(State.CANCELLING));

    private final MongoCollection<Document> subscriptions;
    private final SubscriptionView view;
    private final UpdateTimes times;
    private final Clock clock;

    SubscriptionSteps(MongoCollection<Document> subscriptions, SubscriptionView view, UpdateTimes times, Clock clock) {
        this.subscriptions = subscriptions;
        this.view = view;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Requests these reports, which the VEN may have been asked for before; one that is there keeps its reportRequestID.
     *
     * @param over the state that the given ones get, by id; why the VEN had them cannot be known any more
     */
    void request(VenEntry ven, List<Subscription> wanted, List<End> over) {
        Instant now = clock.instant();
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (Subscription subscription : wanted) {
            Document set = subscription
                    .terms()
                    .append(DocumentFields.VEN_ID, ven.id().value())
                    .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                    .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                    .append(Subscription.STATE, Subscription.text(State.REQUESTED))
                    .append(DocumentFields.UPDATED, Documents.date(now));
            times.due(subscription, now).ifPresent(due -> set.append(Subscription.DUE, Documents.date(due)));
            writes.add(new UpdateOneModel<>(
                    Filters.eq("_id", subscription.id()),
                    Updates.combine(
                            new Document("$set", set),
                            Updates.setOnInsert(Subscription.REPORT_REQUEST_ID, subscription.reportRequestId()),
                            Updates.setOnInsert(DocumentFields.CREATED, Documents.date(now)),
                            Updates.unset(Subscription.SENT_AT),
                            Updates.unset(Subscription.ENDED_AT),
                            Updates.unset(Subscription.REASON),
                            Updates.unset(Subscription.RESPONSE_CODE),
                            Updates.unset(Subscription.TO_FOLLOW),
                            Updates.unset(Subscription.AWAITS_LAST),
                            Updates.unset(Subscription.STALE_SINCE),
                            Updates.inc(Subscription.REVISION, 1L)),
                    new UpdateOptions().upsert(true)));
        }
        for (End end : over) {
            writes.add(new UpdateManyModel<>(
                    Filters.eq("_id", end.id()), end(end.state(), Optional.of(end.reason()), end.automatic(), now)));
        }
        MongoCalls.bulkUpsert(subscriptions, writes);
    }

    /** @param automatic the end is kept, so that the policy does not request the report again */
    record End(String id, State state, String reason, boolean automatic) {}

    /** The VEN is not registered any more. */
    void endAll(VenId ven, String reason) {
        subscriptions.updateMany(
                Filters.and(StoredSubscriptions.ofVen(ven), Filters.in(Subscription.STATE, OPEN)),
                end(State.ENDED, Optional.of(reason), false, clock.instant()));
    }

    /** The requests or cancellations are on their way: an answer is about them and not about later ones. */
    void sent(List<Subscription> sent) {
        subscriptions.updateMany(
                Filters.in("_id", sent.stream().map(Subscription::id).toList()),
                Updates.combine(
                        Updates.set(Subscription.SENT_AT, Documents.date(clock.instant())),
                        Updates.inc(Subscription.REVISION, 1L)));
    }

    /** @return false if it was in another state in the meantime */
    boolean activate(Subscription subscription) {
        return change(
                        inState(subscription, State.REQUESTED),
                        Updates.combine(
                                Updates.set(Subscription.STATE, Subscription.text(State.ACTIVE)),
                                Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant())),
                                Updates.unset(Subscription.REASON),
                                Updates.inc(Subscription.REVISION, 1L)))
                .isPresent();
    }

    /** Ends a subscription in any state. */
    static Bson end(State state, Optional<String> reason, boolean automatic, Instant now) {
        List<Bson> changes = new ArrayList<>(List.of(
                Updates.set(Subscription.STATE, Subscription.text(state)),
                Updates.set(DocumentFields.UPDATED, Documents.date(now)),
                Updates.unset(Subscription.DUE),
                Updates.unset(Subscription.STALE_SINCE),
                Updates.inc(Subscription.REVISION, 1L)));
        reason.ifPresent(why -> changes.add(Updates.set(Subscription.REASON, why)));
        if (!automatic || state != State.CANCELLED) {
            changes.add(Updates.set(Subscription.ENDED_AT, Documents.date(now)));
        }
        return Updates.combine(changes);
    }

    /** Ends one in the state in which it was found. */
    Optional<Document> end(Subscription subscription, State state, Optional<String> reason, Optional<String> code) {
        Bson end = end(state, reason, subscription.automatic(), clock.instant());
        return change(
                inState(subscription, subscription.state()),
                code.map(value -> Updates.combine(end, Updates.set(Subscription.RESPONSE_CODE, value)))
                        .orElse(end));
    }

    /** The VEN has confirmed that one more report follows; without it the subscription is over after the time of two. */
    void awaitLast(Subscription subscription) {
        Instant due = times.due(subscription.reportBack().plus(LAST_REPORT), clock.instant());
        subscriptions.updateOne(
                inState(subscription, State.CANCELLING),
                Updates.combine(
                        Updates.set(Subscription.AWAITS_LAST, true),
                        Updates.set(Subscription.DUE, Documents.date(due))));
    }

    /** The single report has come. */
    void complete(Subscription subscription) {
        Instant now = clock.instant();
        change(
                inState(subscription, subscription.state()),
                Updates.combine(
                        end(State.COMPLETED, Optional.empty(), subscription.automatic(), now),
                        Updates.set(Subscription.LAST_UPDATE, Documents.date(now))));
    }

    /** Notes why nothing changes. */
    void remark(Subscription subscription, String reason) {
        subscriptions.updateOne(inState(subscription, subscription.state()), Updates.set(Subscription.REASON, reason));
    }

    /** Begins to cancel; a request that was never sent is cancelled at once. Empty if it is over already. */
    Optional<Document> cancel(VenId ven, String reportRequestId, boolean toFollow) {
        Bson one = Filters.and(
                StoredSubscriptions.ofVen(ven), Filters.eq(Subscription.REPORT_REQUEST_ID, reportRequestId));
        Optional<Document> unsent = change(
                Filters.and(
                        one,
                        Filters.eq(Subscription.STATE, Subscription.text(State.REQUESTED)),
                        Filters.exists(Subscription.SENT_AT, false)),
                end(State.CANCELLED, Optional.empty(), true, clock.instant()));
        return unsent.or(() -> change(
                Filters.and(one, Filters.in(Subscription.STATE, OPEN)),
                Updates.combine(
                        Updates.set(Subscription.STATE, Subscription.text(State.CANCELLING)),
                        Updates.set(Subscription.TO_FOLLOW, toFollow),
                        Updates.unset(Subscription.AWAITS_LAST),
                        Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant())),
                        Updates.unset(Subscription.SENT_AT),
                        Updates.unset(Subscription.DUE),
                        Updates.unset(Subscription.STALE_SINCE),
                        Updates.inc(Subscription.REVISION, 1L))));
    }

    /** Updates come again. */
    void fresh(SubscriptionView.Known known) {
        change(
                Filters.eq("_id", known.id()),
                Updates.combine(Updates.unset(Subscription.STALE_SINCE), Updates.inc(Subscription.REVISION, 1L)));
    }

    private static Bson inState(Subscription subscription, State state) {
        return Filters.and(
                Filters.eq("_id", subscription.id()), Filters.eq(Subscription.STATE, Subscription.text(state)));
    }

    private Optional<Document> change(Bson filter, Bson update) {
        Optional<Document> after = Optional.ofNullable(subscriptions.findOneAndUpdate(filter, update, AFTER));
        after.ifPresent(view::put);
        return after;
    }
}
