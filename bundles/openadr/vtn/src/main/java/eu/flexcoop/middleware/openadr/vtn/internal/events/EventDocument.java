package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/** How an event is stored in the collection {@code events}: with its signals and intervals, without its deliveries. */
public final class EventDocument {
    public static final String COLLECTION = "events";
    public static final String EVENT_ID = "event_id";
    static final String MODIFICATION = "modification_number";
    static final String MODIFIED = "modification_date_time";
    public static final String STATUS = "event_status";
    static final String CANCELLED = "cancelled";
    static final String OWNER = "owner";
    static final String START = "dtstart";
    static final String END = "dtend";
    /** When a ramp-up begins; the start if there is none. */
    static final String NEAR_FROM = "near_from";

    static final String MARKET_CONTEXT = "market_context";
    static final String AGGREGATOR_IDS = "aggregator_ids";
    static final String ETAG = DocumentFields.ETAG;
    /** Status of an event whose deliveries are not all stored yet; not visible to any caller. */
    public static final String CREATING = "creating";
    /** Names the node that is creating the event or queueing its deliveries. */
    static final String CLAIM = "claim";
    /** When that node last said, by the server's clock, that it is at work. */
    public static final String HEARTBEAT = "heartbeat_at";
    /** The last VEN whose delivery was queued. */
    public static final String QUEUED_UP_TO = "queued_up_to";

    /** When VENs may get the event, while they have to wait for that. */
    static final String NOTIFY_AT = "notify_at";

    private EventDocument() {}

    /** The collection with the indexes that its queries need. */
    static MongoCollection<Document> open(MongoCollections mongo) {
        return mongo.open(
                COLLECTION,
                Retention.of(END, Duration.ofDays(3 * 365)),
                new IndexModel(Indexes.ascending(EVENT_ID), new IndexOptions().unique(true)),
                // those for lists end with _id, so that sorted pages have a total order
                new IndexModel(Indexes.ascending(STATUS, START, "_id")),
                new IndexModel(Indexes.descending(START, "_id")),
                new IndexModel(Indexes.ascending(END, "_id")),
                onlyWhere(HEARTBEAT),
                onlyWhere(NOTIFY_AT),
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending(AGGREGATOR_IDS), Indexes.descending(START, "_id"))));
    }

    /** An index of the few events that have the field. */
    private static IndexModel onlyWhere(String field) {
        return new IndexModel(
                Indexes.ascending(field),
                new IndexOptions().partialFilterExpression(new Document(field, new Document("$exists", true))));
    }

    /** @param aggregators of the targets; few, however large the fleet is */
    public static Document write(StoredEvent event, List<String> aggregators) {
        Document document = new Document(EVENT_ID, event.id())
                .append(MODIFICATION, event.modificationNumber())
                .append(MODIFIED, Documents.date(event.modifiedAt()))
                .append("created_date_time", Documents.date(event.createdAt()))
                .append(STATUS, status(event))
                .append(CANCELLED, event.cancelled())
                .append(OWNER, event.owner())
                .append(AGGREGATOR_IDS, aggregators)
                .append(ETAG, etag(event.id(), event.modificationNumber()))
                .append(DocumentFields.CREATED, Documents.date(event.createdAt()))
                .append(DocumentFields.UPDATED, Documents.date(event.modifiedAt()));
        document.putAll(terms(event));
        return document;
    }

    private static String status(StoredEvent event) {
        return event.stateAt(event.modifiedAt()).name().toLowerCase(Locale.ROOT);
    }

    private static Document terms(StoredEvent event) {
        return EventTermsDocument.write(event.terms())
                .append(NEAR_FROM, Documents.date(event.terms().timing().nearFrom()));
    }

    /** What changes in the document with a new version of an event. */
    static Bson version(StoredEvent event) {
        Document changes = new Document(MODIFICATION, event.modificationNumber())
                .append(MODIFIED, Documents.date(event.modifiedAt()))
                .append(STATUS, status(event))
                .append(CANCELLED, event.cancelled())
                .append(ETAG, etag(event.id(), event.modificationNumber()))
                .append(DocumentFields.UPDATED, Documents.date(event.modifiedAt()));
        changes.putAll(terms(event));
        Document removed = new Document();
        EventTermsDocument.OPTIONAL.stream()
                .filter(field -> !changes.containsKey(field))
                .forEach(field -> removed.append(field, ""));
        Document update = new Document("$set", changes);
        return removed.isEmpty() ? update : update.append("$unset", removed);
    }

    /** Changes with each version of the event, and not when a VEN answers. */
    static String etag(String eventId, int modificationNumber) {
        return eventId + "-" + modificationNumber;
    }

    static StoredEvent read(Document document) {
        return new StoredEvent(
                document.getString(EVENT_ID),
                document.getString(OWNER),
                Documents.number(document, MODIFICATION),
                Documents.instant(document, "created_date_time"),
                Documents.instant(document, MODIFIED),
                document.getBoolean(CANCELLED, false),
                EventTermsDocument.read(document));
    }
}
