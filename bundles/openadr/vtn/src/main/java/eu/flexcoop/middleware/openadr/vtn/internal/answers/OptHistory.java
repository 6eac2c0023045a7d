package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * Keeps in {@code opt} every answer of a VEN: to events, and opts of EiOpt that it made or cancelled. Entries are never changed. A
 * message that is repeated makes no second entry, since it has the same answer id. Of the messages of a VEN that were refused the latest
 * 100 are kept. Thread-safe.
 */
@Component(service = OptHistory.class)
public final class OptHistory {
    static final String COLLECTION = "opt";
    static final String SOURCE = "source";
    static final String KIND = "kind";
    static final String EVENT = "event";
    static final String SCHEDULE = "schedule";
    static final String RECEIVED_AT = "received_at";
    static final String RESPONSE_CODE = "response_code";
    static final String COUNTED = "counted";
    static final String REMARK = "remark";

    /** Begins the answer ids of messages that were refused. */
    public static final String REFUSED = "refused:";

    private static final int MOST_REFUSED = 100;

    private final MongoCollection<Document> entries;
    private final Clock clock;

    @Activate
    public OptHistory(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public OptHistory(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        entries = mongo.open(
                COLLECTION,
                Retention.of(RECEIVED_AT, Duration.ofDays(3 * 365)),
                new IndexModel(
                        Indexes.ascending(DocumentFields.VEN_ID, Opt.ANSWER_ID), new IndexOptions().unique(true)),
                latest(DocumentFields.VEN_ID),
                latest(Opt.EVENT_ID),
                latest(KIND),
                latest(DocumentFields.ACCOUNT_ID),
                latest(DocumentFields.AGGREGATOR_ID));
    }

    private static IndexModel latest(String field) {
        return new IndexModel(Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending(RECEIVED_AT, "_id")));
    }

    /**
     * An answer in {@code oadrCreatedEvent}.
     *
     * @param counted whether the answer decided about the event
     * @param remark why it did not; empty if it did
     */
    public void answered(VenEntry ven, EventResponse answer, String answerId, boolean counted, String remark) {
        Document entry = new Document(SOURCE, "oadrCreatedEvent")
                .append(KIND, EVENT)
                .append(Opt.EVENT_ID, answer.eventId())
                .append(Opt.MODIFICATION, answer.modificationNumber())
                .append(Opt.OPT_TYPE, answer.optType().token())
                .append(RESPONSE_CODE, answer.code())
                .append(Opt.REQUEST_ID, answer.requestId())
                .append(Opt.CREATED_AT, now())
                .append(COUNTED, counted);
        answer.description().ifPresent(text -> entry.append("response_description", text));
        if (!remark.isEmpty()) {
            entry.append(REMARK, remark);
        }
        add(ven, answerId, entry);
    }

    /** An opt in {@code oadrCreateOpt}. */
    public void created(VenEntry ven, Opt opt, boolean counted, String remark) {
        Document entry = opt.toDocument()
                .append(SOURCE, "oadrCreateOpt")
                .append(KIND, opt.isSchedule() ? SCHEDULE : EVENT)
                .append(COUNTED, counted);
        entry.remove(Opt.ANSWER_ID);
        if (!remark.isEmpty()) {
            entry.append(REMARK, remark);
        }
        add(ven, opt.answerId(), entry);
    }

    /** An opt in {@code oadrCreateOpt} that was refused; its periods are not kept. */
    public void refused(VenEntry ven, CreateOpt create, RefusedException refusal) {
        Document entry = new Document(SOURCE, "oadrCreateOpt")
                .append(KIND, create.event().isPresent() ? EVENT : SCHEDULE)
                .append(Opt.OPT_ID, create.optId())
                .append(Opt.OPT_TYPE, create.optType().token())
                .append(Opt.REASON, create.reason())
                .append(Opt.REQUEST_ID, create.requestId())
                .append(Opt.CREATED_AT, Documents.date(create.createdAt()))
                .append(RESPONSE_CODE, refusal.code())
                .append(COUNTED, false)
                .append(REMARK, refusal.getMessage());
        create.event().ifPresent(event -> entry.append(Opt.EVENT_ID, event.eventId())
                .append(Opt.MODIFICATION, event.modificationNumber()));
        add(ven, REFUSED + "%s:%s".formatted(create.optId(), create.requestId()), entry);
    }

    /** An {@code oadrCancelOpt} that was refused, because the VEN has no such opt. */
    public void refused(VenEntry ven, CancelOpt cancel, RefusedException refusal) {
        Document entry = new Document(SOURCE, "oadrCancelOpt")
                .append(Opt.OPT_ID, cancel.optId())
                .append(Opt.REQUEST_ID, cancel.requestId())
                .append(RESPONSE_CODE, refusal.code())
                .append(COUNTED, false)
                .append(REMARK, refusal.getMessage());
        add(ven, REFUSED + "cancel:%s:%s".formatted(cancel.optId(), cancel.requestId()), entry);
    }

    /** The end of an opt by {@code oadrCancelOpt}. */
    public void cancelled(VenEntry ven, Opt opt, String requestId) {
        Document entry = opt.toDocument()
                .append(SOURCE, "oadrCancelOpt")
                .append(KIND, opt.isSchedule() ? SCHEDULE : EVENT)
                .append(Opt.REQUEST_ID, requestId)
                .append(COUNTED, true);
        entry.remove(Opt.ANSWER_ID);
        add(ven, "cancel:" + opt.answerId(), entry);
    }

    private void add(VenEntry ven, String answerId, Document entry) {
        Date now = now();
        entry.append(DocumentFields.ACCOUNT_ID, ven.account().value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(RECEIVED_AT, now)
                .append(DocumentFields.CREATED, now)
                .append(DocumentFields.UPDATED, now);
        UpdateResult result = entries.updateOne(
                Filters.and(Filters.eq(DocumentFields.VEN_ID, ven.id().value()), Filters.eq(Opt.ANSWER_ID, answerId)),
                new Document("$setOnInsert", entry),
                new UpdateOptions().upsert(true));
        if (answerId.startsWith(REFUSED) && result.getUpsertedId() != null) {
            forgetOldRefusals(ven);
        }
    }

    /** A VEN can send as many wrong messages as it likes; the latest are enough to see what is wrong. */
    private void forgetOldRefusals(VenEntry ven) {
        List<Object> old = entries.find(Filters.and(
                        Filters.eq(DocumentFields.VEN_ID, ven.id().value()),
                        Filters.gte(Opt.ANSWER_ID, REFUSED),
                        Filters.lt(Opt.ANSWER_ID, REFUSED + Character.MAX_VALUE)))
                .projection(Projections.include("_id"))
                .sort(Sorts.descending(RECEIVED_AT, "_id"))
                .skip(MOST_REFUSED)
                .map(entry -> entry.get("_id"))
                .into(new ArrayList<>());
        if (!old.isEmpty()) {
            entries.deleteMany(Filters.in("_id", old));
        }
    }

    private Date now() {
        return Documents.date(Instant.ofEpochMilli(clock.millis()));
    }

    /** The collection, for those of this package that show it. */
    MongoCollection<Document> documents() {
        return entries;
    }
}
