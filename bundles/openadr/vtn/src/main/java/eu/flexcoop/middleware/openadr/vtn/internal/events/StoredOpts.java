package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Keeps in {@code opt} the opts of VENs for events and for periods; a repeated opt replaces the earlier one. */
@Component(service = StoredOpts.class)
public final class StoredOpts {
    static final String COLLECTION = "opt";

    /** Identifies the opt among those of its VEN: {@code event:<event>:<modification>} or {@code opt:<optID>}. */
    private static final String KEY = "key";

    private static final String SOURCE = "source";
    static final String OPT_ID = "opt_id";
    static final String OPT_TYPE = "opt_type";
    static final String MARKET_CONTEXT = "market_context";
    static final String RESOURCE_IDS = "resource_ids";
    static final String DEVICE_CLASSES = "device_classes";
    static final String CREATED_AT = "created_date_time";
    /** Periods of a schedule. */
    static final String AVAILABILITY = "availability";

    static final String SLOT_START = "dtstart";
    static final String SLOT_DURATION = "duration";

    private final MongoCollection<Document> opts;
    private final Clock clock;

    @Activate
    public StoredOpts(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public StoredOpts(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        opts = mongo.open(
                COLLECTION,
                Retention.of(DocumentFields.UPDATED, Duration.ofDays(3 * 365)),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, KEY), new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending("event_id", DocumentFields.VEN_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)));
    }

    /** An answer in {@code oadrCreatedEvent}. */
    public void put(VenEntry ven, EventResponse answer) {
        put(
                ven,
                "event:%s:%d".formatted(answer.eventId(), answer.modificationNumber()),
                new Document(SOURCE, "oadrCreatedEvent")
                        .append("event_id", answer.eventId())
                        .append("modification_number", answer.modificationNumber())
                        .append(OPT_TYPE, answer.optType().token())
                        .append("response_code", answer.code())
                        .append(CREATED_AT, Documents.date(clock.instant())));
    }

    /** An opt of EiOpt. */
    public void put(VenEntry ven, CreateOpt opt) {
        Document values = new Document(SOURCE, "oadrCreateOpt")
                .append(OPT_ID, opt.optId())
                .append(OPT_TYPE, opt.optType().token())
                .append("opt_reason", opt.reason())
                .append(MARKET_CONTEXT, opt.marketContext().orElse(null))
                .append(RESOURCE_IDS, opt.target().resourceIds())
                .append(
                        DEVICE_CLASSES,
                        opt.deviceClass().map(target -> target.deviceClasses()).orElse(List.of()))
                .append(CREATED_AT, Documents.date(opt.createdAt()))
                .append(
                        AVAILABILITY,
                        opt.availability().stream()
                                .map(slot -> new Document(SLOT_START, Documents.date(slot.start()))
                                        .append(SLOT_DURATION, slot.duration().toString()))
                                .toList());
        opt.event().ifPresent(event -> values.append("event_id", event.eventId())
                .append("modification_number", event.modificationNumber()));
        put(ven, "opt:" + opt.optId(), values);
    }

    private void put(VenEntry ven, String key, Document values) {
        Instant now = clock.instant();
        opts.updateOne(
                Filters.and(Filters.eq(DocumentFields.VEN_ID, ven.id().value()), Filters.eq(KEY, key)),
                new Document(
                                "$set",
                                values.append(
                                                DocumentFields.ACCOUNT_ID,
                                                ven.account().value())
                                        .append(
                                                DocumentFields.AGGREGATOR_ID,
                                                ven.aggregator().value())
                                        .append(DocumentFields.UPDATED, Documents.date(now)))
                        .append("$setOnInsert", new Document(DocumentFields.CREATED, Documents.date(now))),
                new UpdateOptions().upsert(true));
    }

    /** @return false if the VEN has no such opt */
    public boolean remove(VenId ven, String optId) {
        return opts.deleteOne(Filters.and(
                                Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.eq(KEY, "opt:" + optId)))
                        .getDeletedCount()
                > 0;
    }

    /** The collection, for those of this bundle that show it. */
    MongoCollection<Document> documents() {
        return opts;
    }
}
