package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.mongodb.client.model.Filters;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.TargetsDocument;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.resources.spi.UnstoredFields;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Shows events over REST, each with the number of its deliveries by state. POST creates an event, PATCH changes and DELETE cancels one, by
 * {@link StoredDrEvents}, which owns them.
 */
@Component(service = ResourceSource.class)
public final class EventSource implements ResourceSource, SourceCommands {
    /** Number of deliveries by state, of those that the caller may see. */
    public static final String DELIVERIES = "deliveries";

    public static final String TARGETS = "target_count";

    /** How many VENs, of those that the caller may see, have not answered although they must. */
    public static final String UNANSWERED = "unanswered_count";

    private static final List<String> COUNTS = List.of(DELIVERIES, TARGETS, UNANSWERED);
    private static final String EVENT_IDS = "event_ids";
    private static final List<String> FIXED =
            List.of(TargetsDocument.TARGETS, EventDocument.MARKET_CONTEXT, DocumentFields.DEVICE_ID, SetPoint.STATUS);
    private static final UnstoredFields UNSTORED = new UnstoredFields(unstored());
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    /** What is counted for each row, and what bodies have that the event is made of. */
    private static Map<String, String> unstored() {
        Map<String, String> advice = new HashMap<>();
        for (String count : COUNTS) {
            advice.put(count, "Filter dr_event_deliveries by event_id, state and response_required.");
        }
        for (String target : List.of(
                TargetsDocument.TARGETS,
                DocumentFields.DEVICE_ID,
                DocumentFields.ACCOUNT_ID,
                DocumentFields.AGGREGATOR_ID)) {
            advice.put(
                    target,
                    "Filter dr_event_deliveries by ven_id, group_ids, resource_ids, account_id or aggregator_id.");
        }
        for (String setPoint : List.of(EVENT_IDS, SetPoint.STATUS, "marketplace_availability", "dr_availability")) {
            advice.put(setPoint, "Filter by market_context, which names device and item of a set point.");
        }
        for (String shortForm : List.of(EventTermsDocument.INTERVALS, EventTermsDocument.UNIT)) {
            advice.put(shortForm, "Filter by signals.%s.".formatted(shortForm));
        }
        return advice;
    }

    private final StoredDrEvents events;
    private final SetPoints setPoints;
    private final MongoSource source;

    @Activate
    public EventSource(@Reference StoredDrEvents events, @Reference SetPoints setPoints) {
        this.events = events;
        this.setPoints = setPoints;
        // who may see an event follows from its deliveries and is added to each query below
        this.source = new MongoSource(name(), events.documents(), OwnerFields.impersonal());
    }

    @Override
    public String name() {
        return "openadr:events";
    }

    /** Prosumers and aggregators see the events that their own VENs take part in. */
    @Override
    public OwnerFields owners() {
        return OwnerFields.of(DocumentFields.ACCOUNT_ID, EventDocument.AGGREGATOR_IDS);
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        UNSTORED.refuse(query);
        Bson visible = Filters.and(events.reading().visibleTo(caller), query.filter());
        boolean counted = query.projection().isEmpty() || COUNTS.stream().anyMatch(query.projection()::containsKey);
        Document projection = new Document(query.projection());
        if (counted && !projection.isEmpty() && !projection.containsValue(0)) {
            projection.append(EventDocument.EVENT_ID, 1).append(Delivery.RESPONSE_REQUIRED, 1);
        }
        SourceQuery own =
                new SourceQuery(visible, projection, query.sort(), query.skip(), query.limit(), query.timeout());
        if (!counted) {
            return source.find(own, caller);
        }
        List<BsonDocument> rows = new ArrayList<>();
        try (SourceRows found = source.find(own, caller)) {
            found.forEachRemaining(row -> rows.add(
                    CODEC.decode(row.asBsonReader(), DecoderContext.builder().build())));
        }
        return SourceRows.of(withCounts(rows, caller));
    }

    private List<RawBsonDocument> withCounts(List<BsonDocument> rows, Caller caller) {
        List<String> ids = rows.stream()
                .map(row -> row.getString(EventDocument.EVENT_ID).getValue())
                .toList();
        var counts = events.states().counts(ids, EventAccess.deliveriesOf(caller));
        return rows.stream()
                .map(row -> {
                    String id = row.getString(EventDocument.EVENT_ID).getValue();
                    boolean required = !EventTermsDocument.NEVER.equals(
                            row.getString(Delivery.RESPONSE_REQUIRED).getValue());
                    BsonDocument states = new BsonDocument();
                    long targets = 0;
                    long unanswered = 0;
                    for (Map.Entry<DeliveryState, Long> state :
                            counts.getOrDefault(id, Map.of()).entrySet()) {
                        states.append(Delivery.text(state.getKey()), new BsonInt64(state.getValue()));
                        targets += state.getValue();
                        unanswered += required && Delivery.isUnanswered(state.getKey()) ? state.getValue() : 0;
                    }
                    row.append(TARGETS, new BsonInt64(targets))
                            .append(DELIVERIES, states)
                            .append(UNANSWERED, new BsonInt64(unanswered));
                    return new RawBsonDocument(row, CODEC);
                })
                .toList();
    }

    @Override
    public OptionalLong count(Bson filter, long most, Duration timeout, Caller caller) {
        return source.count(Filters.and(events.reading().visibleTo(caller), filter), most, timeout, caller);
    }

    @Override
    public boolean counts() {
        return true;
    }

    @Override
    public List<Document> indexes() {
        return source.indexes();
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public Optional<Document> totalOrder(Document sort, Bson filter, Caller caller) {
        return source.totalOrder(sort, filter, caller);
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        return SetPoint.isIn(body) ? set(caller, List.of(body)).get(0) : answer(events.create(caller, request(body)));
    }

    /** Set points of several devices; other events are created one by one, since none may be created if one is refused. */
    @Override
    public List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
        return bodies.stream().allMatch(SetPoint::isIn)
                ? set(caller, bodies)
                : SourceCommands.super.createAll(caller, bodies);
    }

    /** The answer for each device names its first event. */
    private List<Map<String, Object>> set(Caller caller, List<Document> bodies) {
        List<SetPoint> wanted;
        try {
            wanted = bodies.stream().map(SetPoint::read).toList();
        } catch (IllegalArgumentException e) {
            throw SetPoints.refused(422, e.getMessage(), "Correct the field and try again.");
        }
        return setPoints.set(caller, wanted).stream()
                .map(ofDevice -> {
                    Map<String, Object> answer = new HashMap<>(answer(ofDevice.get(0)));
                    answer.put(EVENT_IDS, ofDevice.stream().map(DrEvent::id).toList());
                    return answer;
                })
                .toList();
    }

    /** Changes the terms of the event; the new version is queued for each of its VENs. */
    @Override
    public Map<String, Object> change(Caller caller, Document stored, Document changes) {
        for (String fixed : FIXED) {
            if (changes.containsKey(fixed)) {
                throw new EventRefusedException(
                        422,
                        "%s of an event cannot be changed".formatted(fixed),
                        "Cancel the event and create another one.");
            }
        }
        StoredEvent event = EventDocument.read(stored);
        EventTerms terms;
        try {
            terms = EventTermsDocument.changed(event.terms(), changes);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        return answer(events.modify(caller, event.id(), event.modificationNumber(), terms));
    }

    private Map<String, Object> answer(DrEvent event) {
        return Map.of(
                "_id",
                events.reading().documentId(event.id()),
                EventDocument.EVENT_ID,
                event.id(),
                EventDocument.MODIFICATION,
                event.modificationNumber(),
                EventDocument.STATUS,
                event.state().name().toLowerCase(Locale.ROOT),
                TARGETS,
                event.targets(),
                EventDocument.ETAG,
                EventDocument.etag(event.id(), event.modificationNumber()),
                DocumentFields.CREATED,
                Date.from(event.createdAt()),
                DocumentFields.UPDATED,
                Date.from(event.modifiedAt()));
    }

    /** Cancels the event; the cancellation is queued for each VEN that was sent it. */
    @Override
    public void remove(Caller caller, Document stored) {
        events.cancel(caller, stored.getString(EventDocument.EVENT_ID));
    }

    static EventRequest request(Document body) {
        try {
            return new EventRequest(EventTermsDocument.read(body), TargetsDocument.read(body));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private static EventRefusedException refused(String what) {
        return new EventRefusedException(422, "The event is refused: " + what, "Correct the field and try again.");
    }
}
