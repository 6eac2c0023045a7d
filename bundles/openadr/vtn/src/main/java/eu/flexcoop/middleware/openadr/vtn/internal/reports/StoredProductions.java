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
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Keeps in {@code vtn_report} which reports of the VTN VENs have requested, and how far those were sent. Thread-safe. */
@Component(service = StoredProductions.class)
public final class StoredProductions {
    static final String COLLECTION = "vtn_report";

    private static final Duration ENDED_KEPT = Duration.ofDays(90);
    private static final List<String> OPEN = List.of(Production.ACTIVE, Production.LAST);

    private final MongoCollection<Document> productions;
    private final Clock clock;

    @Activate
    public StoredProductions(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public StoredProductions(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        productions = mongo.open(
                COLLECTION,
                Retention.of(Production.ENDED_AT, ENDED_KEPT),
                new IndexModel(
                        Indexes.ascending(DocumentFields.VEN_ID, Production.REPORT_REQUEST_ID),
                        new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)),
                new IndexModel(Indexes.ascending(Production.NEXT), new IndexOptions().sparse(true)));
    }

    /** Requested now; a repeat of the same request goes on where that one stands. */
    void add(VenEntry ven, List<Production> wanted) {
        Instant now = clock.instant();
        List<UpdateOneModel<Document>> writes = wanted.stream()
                .map(each -> new UpdateOneModel<Document>(
                        Filters.eq("_id", each.id()),
                        Updates.combine(
                                Updates.set(DocumentFields.VEN_ID, ven.id().value()),
                                Updates.set(
                                        DocumentFields.ACCOUNT_ID, ven.account().value()),
                                Updates.set(
                                        DocumentFields.AGGREGATOR_ID,
                                        ven.aggregator().value()),
                                Updates.set(Production.RIDS, each.rIds()),
                                Updates.set(
                                        Production.REPORT_BACK,
                                        each.reportBack().toString()),
                                Updates.set(
                                        Production.END,
                                        each.end().map(Documents::date).orElse(null)),
                                Updates.set(Production.STATE, Production.ACTIVE),
                                Updates.set(Production.NEXT, Documents.date(now)),
                                Updates.set(DocumentFields.UPDATED, Documents.date(now)),
                                Updates.unset(Production.REASON),
                                Updates.unset(Production.ENDED_AT),
                                Updates.setOnInsert(Production.REPORT_REQUEST_ID, each.reportRequestId()),
                                Updates.setOnInsert(Production.SENT_UP_TO, Documents.date(each.sentUpTo())),
                                Updates.setOnInsert(DocumentFields.CREATED, Documents.date(now))),
                        new UpdateOptions().upsert(true)))
                .toList();
        MongoCalls.bulkUpsert(productions, writes);
    }

    List<Production> open(VenId ven) {
        return find(Filters.and(ofVen(ven), Filters.in(Production.STATE, OPEN)));
    }

    /** Those whose values are to be sent now. */
    List<Production> due(VenId ven) {
        return find(Filters.and(
                ofVen(ven),
                Filters.in(Production.STATE, OPEN),
                Filters.or(
                        Filters.eq(Production.DUE, true),
                        Filters.lte(Production.NEXT, Documents.date(clock.instant())))));
    }

    private List<Production> find(Bson filter) {
        return productions
                .find(filter)
                .sort(Sorts.ascending(Production.REPORT_REQUEST_ID))
                .map(Production::of)
                .into(new ArrayList<>());
    }

    /** VENs with reports whose time has come, at most so many. */
    List<Document> timely(int most) {
        return productions
                .find(Filters.lte(Production.NEXT, Documents.date(clock.instant())))
                .sort(Sorts.ascending(Production.NEXT))
                .limit(most)
                .into(new ArrayList<>());
    }

    /** The reports are queued; each is due again later. Nothing happens to those that another node has dealt with. */
    void queued(List<Document> timely, Duration shortest) {
        Instant now = clock.instant();
        productions.bulkWrite(timely.stream()
                .map(each -> {
                    Duration back = Duration.parse(each.getString(Production.REPORT_BACK));
                    Instant next = each.getDate(Production.NEXT).toInstant();
                    Duration step = back.compareTo(shortest) < 0 ? shortest : back;
                    // in step with the first time, also after a pause
                    long missed = Duration.between(next, now).dividedBy(step);
                    return new UpdateOneModel<Document>(
                            Filters.and(
                                    Filters.eq("_id", each.getString("_id")),
                                    Filters.eq(Production.NEXT, each.getDate(Production.NEXT))),
                            Updates.combine(
                                    Updates.set(
                                            Production.NEXT, Documents.date(next.plus(step.multipliedBy(missed + 1)))),
                                    Updates.set(Production.DUE, true)));
                })
                .toList());
    }

    /** Sent in the message; counts when the VEN has answered it. */
    void offered(Production production, String requestId, Instant upTo) {
        productions.updateOne(
                Filters.eq("_id", production.id()),
                Updates.combine(
                        Updates.set(Production.OFFERED_AS, requestId),
                        Updates.set(Production.OFFERED_UP_TO, Documents.date(upTo))));
    }

    /** There was nothing to send. */
    void idle(Production production) {
        productions.updateOne(Filters.eq("_id", production.id()), Updates.unset(Production.DUE));
    }

    /**
     * The VEN has got the message.
     *
     * @return whether there was such a message
     */
    boolean arrived(VenId ven, String requestId) {
        return productions
                        .updateMany(
                                Filters.and(ofVen(ven), Filters.eq(Production.OFFERED_AS, requestId)),
                                List.of(
                                        new Document(
                                                "$set",
                                                new Document(
                                                        Production.SENT_UP_TO,
                                                        new Document(
                                                                "$max",
                                                                List.of(
                                                                        "$" + Production.SENT_UP_TO,
                                                                        "$" + Production.OFFERED_UP_TO)))),
                                        new Document(
                                                "$unset",
                                                List.of(
                                                        Production.OFFERED_AS,
                                                        Production.OFFERED_UP_TO,
                                                        Production.DUE))))
                        .getMatchedCount()
                > 0;
    }

    /** Those that the message with this id held. */
    List<Production> inMessage(VenId ven, String requestId) {
        return find(Filters.and(ofVen(ven), Filters.eq(Production.OFFERED_AS, requestId)));
    }

    /** The message that waits for an answer: some VENs do not repeat its id. */
    Optional<String> unanswered(VenId ven) {
        return Optional.ofNullable(productions
                        .find(Filters.and(ofVen(ven), Filters.exists(Production.OFFERED_AS)))
                        .first())
                .map(each -> each.getString(Production.OFFERED_AS));
    }

    void end(VenId ven, Collection<String> reportRequestIds, String state, String reason) {
        productions.updateMany(
                Filters.and(
                        ofVen(ven),
                        Filters.in(Production.REPORT_REQUEST_ID, reportRequestIds),
                        Filters.in(Production.STATE, OPEN)),
                end(state, reason));
    }

    void endAll(VenId ven, String reason) {
        productions.updateMany(
                Filters.and(ofVen(ven), Filters.in(Production.STATE, OPEN)), end(Production.ENDED, reason));
    }

    private Bson end(String state, String reason) {
        return Updates.combine(
                Updates.set(Production.STATE, state),
                Updates.set(Production.REASON, reason),
                Updates.set(Production.ENDED_AT, Documents.date(clock.instant())),
                Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant())),
                Updates.unset(Production.NEXT),
                Updates.unset(Production.DUE));
    }

    /** One more report is to be sent. */
    void last(VenId ven, Collection<String> reportRequestIds) {
        productions.updateMany(
                Filters.and(
                        ofVen(ven),
                        Filters.in(Production.REPORT_REQUEST_ID, reportRequestIds),
                        Filters.eq(Production.STATE, Production.ACTIVE)),
                Updates.combine(
                        Updates.set(Production.STATE, Production.LAST),
                        Updates.set(Production.NEXT, Documents.date(clock.instant()))));
    }

    /** Those of the ids that the VEN has requested once. */
    Set<String> known(VenId ven, Collection<String> reportRequestIds) {
        return productions
                .find(Filters.and(ofVen(ven), Filters.in(Production.REPORT_REQUEST_ID, reportRequestIds)))
                .map(each -> each.getString(Production.REPORT_REQUEST_ID))
                .into(new HashSet<>());
    }

    private static Bson ofVen(VenId ven) {
        return Filters.eq(DocumentFields.VEN_ID, ven.value());
    }

    /** The collection, for those of this package that show it. */
    MongoCollection<Document> documents() {
        return productions;
    }
}
