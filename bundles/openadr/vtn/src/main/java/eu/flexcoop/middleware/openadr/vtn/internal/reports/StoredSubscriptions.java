package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Keeps in {@code report_registration} which reports the VTN requests of which VEN, one document per report specifier. */
@Component(service = StoredSubscriptions.class)
public final class StoredSubscriptions {
    static final String COLLECTION = "report_registration";

    private static final String STATE = "state";
    private static final String REQUESTED = "requested";
    private static final String ACTIVE = "active";

    private final MongoCollection<Document> registrations;
    private final Clock clock;
    private final SubscriptionView view = new SubscriptionView();
    private final CollectionFollower follower;

    @Activate
    public StoredSubscriptions(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public StoredSubscriptions(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        registrations = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(
                        Indexes.ascending(DocumentFields.VEN_ID, Subscription.SPECIFIER_ID),
                        new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, Subscription.REPORT_REQUEST_ID)));
        follower = new CollectionFollower(registrations, view);
    }

    @Deactivate
    public void close() {
        follower.close();
    }

    public CollectionFollower follower() {
        return follower;
    }

    /** Requests these reports and no others of the VEN; a specifier that was there before keeps its reportRequestID. */
    void replace(VenEntry ven, List<Subscription> subscriptions) {
        Instant now = clock.instant();
        Bson ofVen = Filters.eq(DocumentFields.VEN_ID, ven.id().value());
        List<WriteModel<Document>> writes = new ArrayList<>();
        writes.add(new DeleteManyModel<>(Filters.and(
                ofVen,
                Filters.nin(
                        Subscription.SPECIFIER_ID,
                        subscriptions.stream().map(Subscription::specifierId).toList()))));
        for (Subscription subscription : subscriptions) {
            Document set = subscription
                    .toDocument()
                    .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                    .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                    .append(STATE, REQUESTED)
                    .append(DocumentFields.UPDATED, Documents.date(now));
            Document setOnInsert = new Document(Subscription.REPORT_REQUEST_ID, subscription.reportRequestId())
                    .append(DocumentFields.CREATED, Documents.date(now));
            writes.add(new UpdateOneModel<>(
                    Filters.and(ofVen, Filters.eq(Subscription.SPECIFIER_ID, subscription.specifierId())),
                    new Document("$set", set).append("$setOnInsert", setOnInsert),
                    new UpdateOptions().upsert(true)));
        }
        MongoCalls.bulkUpsert(registrations, writes);
    }

    public void remove(VenId ven) {
        registrations.deleteMany(Filters.eq(DocumentFields.VEN_ID, ven.value()));
    }

    public List<Subscription> of(VenId ven) {
        return registrations
                .find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                .map(Subscription::of)
                .into(new ArrayList<>());
    }

    /** Those of the ids that the VEN has no subscription for; what memory does not know is looked up. */
    Set<String> unknown(VenId ven, Collection<String> reportRequestIds) {
        Set<String> unknown = new HashSet<>(reportRequestIds);
        if (follower.isCurrent()) {
            unknown.removeIf(id -> view.knows(ven, id));
        }
        if (!unknown.isEmpty()) {
            unknown.removeAll(stored(ven, unknown));
        }
        return unknown;
    }

    private Set<String> stored(VenId ven, Collection<String> reportRequestIds) {
        return registrations
                .find(Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, ven.value()),
                        Filters.in(Subscription.REPORT_REQUEST_ID, reportRequestIds)))
                .projection(Projections.fields(
                        Projections.excludeId(), Projections.include(Subscription.REPORT_REQUEST_ID)))
                .map(document -> document.getString(Subscription.REPORT_REQUEST_ID))
                .into(new HashSet<>());
    }

    /** The VEN accepted or refused the requests. */
    void answered(VenId ven, CreatedReport answer) {
        Bson update = Updates.combine(
                Updates.set(STATE, answer.response().isOk() ? ACTIVE : "refused"),
                Updates.set("response_code", answer.response().code()),
                Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant())));
        Bson ofVen = Filters.eq(DocumentFields.VEN_ID, ven.value());
        // a list of pending reports says which ones; old VENs leave it empty
        registrations.updateMany(
                answer.pending().isEmpty()
                        ? ofVen
                        : Filters.and(ofVen, Filters.in(Subscription.REPORT_REQUEST_ID, answer.pending())),
                update);
    }

    /**
     * The VEN sends these reports, which accepts the requests for them.
     *
     * @return whether no request of the VEN is without an answer any more
     */
    boolean reported(VenId ven, Collection<String> reportRequestIds) {
        Bson requested = Filters.and(Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.eq(STATE, REQUESTED));
        registrations.updateMany(
                Filters.and(requested, Filters.in(Subscription.REPORT_REQUEST_ID, reportRequestIds)),
                Updates.combine(
                        Updates.set(STATE, ACTIVE),
                        Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant()))));
        return registrations.find(requested).first() == null;
    }
}
