package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.StoredEvent.Delivery;

/** How an event lies in the collection {@code events}: with its signals, intervals and the state of each delivery inside. */
final class EventDocument {
    static final String COLLECTION = "events";
    static final String EVENT_ID = "event_id";
    static final String MODIFICATION = "modification_number";
    static final String MODIFIED = "modification_date_time";
    static final String STATUS = "event_status";
    static final String CANCELLED = "cancelled";
    static final String START = "dtstart";
    static final String END = "dtend";
    static final String MARKET_CONTEXT = "market_context";
    static final String VEN_IDS = "ven_ids";
    static final String ACCOUNT_IDS = "account_ids";
    static final String AGGREGATOR_IDS = "aggregator_ids";
    static final String DELIVERIES = "deliveries";
    static final String STATE = "state";
    static final String EVER_SENT = "sent";

    private EventDocument() {}

    /** The collection with the indexes that its queries need. */
    static MongoCollection<Document> open(MongoCollections mongo) {
        return mongo.open(
                COLLECTION,
                Retention.of(END, Duration.ofDays(3 * 365)),
                new IndexModel(Indexes.ascending(EVENT_ID), new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(VEN_IDS, END)),
                new IndexModel(Indexes.ascending(STATUS, START)),
                new IndexModel(Indexes.descending(START)),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(ACCOUNT_IDS), Indexes.descending(START))),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(AGGREGATOR_IDS), Indexes.descending(START))));
    }

    static Document write(StoredEvent event) {
        EventRequest request = event.request();
        List<Document> intervals = new ArrayList<>();
        for (EventRequest.Interval interval : request.intervals()) {
            intervals.add(new Document("uid", intervals.size())
                    .append("duration", interval.duration().toString())
                    .append("value", interval.value()));
        }
        return new Document(EVENT_ID, event.id())
                .append(MODIFICATION, event.modificationNumber())
                .append(MODIFIED, Documents.date(event.modifiedAt()))
                .append("priority", request.priority())
                .append(MARKET_CONTEXT, request.marketContext())
                .append("created_date_time", Documents.date(event.createdAt()))
                .append(STATUS, event.stateAt(event.modifiedAt()).name().toLowerCase(Locale.ROOT))
                .append(CANCELLED, event.cancelled())
                .append("test_event", request.test())
                .append(START, Documents.date(request.start()))
                .append(END, Documents.date(StoredEvent.endOf(request)))
                .append("duration", StoredEvent.lengthOf(request).toString())
                .append("response_required", "always")
                .append("signal_name", request.signalName())
                .append("signal_type", request.signalType())
                .append(
                        "signals",
                        List.of(new Document("signal_id", "0")
                                .append("signal_name", request.signalName())
                                .append("signal_type", request.signalType())
                                .append("intervals", intervals)))
                .append(
                        VEN_IDS,
                        event.deliveries().stream().map(d -> d.ven().value()).toList())
                .append(
                        ACCOUNT_IDS,
                        event.deliveries().stream()
                                .map(Delivery::account)
                                .distinct()
                                .toList())
                .append(
                        AGGREGATOR_IDS,
                        event.deliveries().stream()
                                .map(Delivery::aggregator)
                                .distinct()
                                .toList())
                .append(
                        DELIVERIES,
                        event.deliveries().stream().map(EventDocument::write).toList())
                .append(Documents.CREATED, Documents.date(event.createdAt()))
                .append(Documents.UPDATED, Documents.date(event.modifiedAt()));
    }

    private static Document write(Delivery delivery) {
        return new Document(Documents.VEN_ID, delivery.ven().value())
                .append(Documents.ACCOUNT_ID, delivery.account())
                .append(Documents.AGGREGATOR_ID, delivery.aggregator())
                .append(STATE, text(delivery.state()))
                .append(EVER_SENT, delivery.everSent());
    }

    static String text(DeliveryState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static StoredEvent read(Document document) {
        Document signal = Documents.list(document, "signals").get(0);
        EventRequest request = new EventRequest(
                document.getString(MARKET_CONTEXT),
                document.getList(VEN_IDS, String.class).stream().map(VenId::new).toList(),
                Documents.instant(document, START),
                signal.getString("signal_name"),
                signal.getString("signal_type"),
                Documents.list(signal, "intervals").stream()
                        .map(interval -> new EventRequest.Interval(
                                Duration.parse(interval.getString("duration")), interval.getDouble("value")))
                        .toList(),
                Documents.number(document, "priority"),
                document.getBoolean("test_event", false));
        return new StoredEvent(
                document.getString(EVENT_ID),
                Documents.number(document, MODIFICATION),
                Documents.instant(document, "created_date_time"),
                Documents.instant(document, MODIFIED),
                document.getBoolean(CANCELLED, false),
                request,
                Documents.list(document, DELIVERIES).stream()
                        .map(delivery -> new Delivery(
                                new VenId(delivery.getString(Documents.VEN_ID)),
                                delivery.getString(Documents.ACCOUNT_ID),
                                delivery.getString(Documents.AGGREGATOR_ID),
                                DeliveryState.valueOf(delivery.getString(STATE).toUpperCase(Locale.ROOT)),
                                delivery.getBoolean(EVER_SENT, false)))
                        .toList());
    }
}
