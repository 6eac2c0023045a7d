package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.StoredEvent.Delivery;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Keeps events in {@code events}, with their signals, intervals and the state of each delivery inside. An event and its
 * place in the outboxes are one transaction. Two events that overlap for one box and market context meet in the box's own
 * document, which both transactions write, so the later one sees the earlier one.
 */
@Component(
        service = {DrEventService.class, StoredDrEvents.class},
        configurationPid = "eu.flexcoop.middleware.openadr.events")
@Designate(ocd = StoredDrEvents.Config.class)
public final class StoredDrEvents implements DrEventService {
    static final String COLLECTION = "events";

    private static final Logger LOG = LoggerFactory.getLogger(StoredDrEvents.class);
    private static final String DELIVERY_VEN = EventDocument.DELIVERIES + "." + Documents.VEN_ID;
    private static final String DELIVERY = EventDocument.DELIVERIES + ".$.";

    /** How long events are told. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR events")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long boxes still get an event as completed after its end, so that a box with a slow clock"
                                + " does not take it for cancelled, ISO-8601")
        String completedGrace() default "PT1M";
    }

    private final MongoCollections mongo;
    private final MongoCollection<Document> events;
    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final Duration completedGrace;
    private final Clock clock;

    @Activate
    public StoredDrEvents(
            @Reference MongoCollections mongo,
            @Reference StoredVenRegistry vens,
            @Reference StoredVenOutbox outbox,
            Config config) {
        this(mongo, vens, outbox, Duration.parse(config.completedGrace()), Clock.systemUTC());
    }

    StoredDrEvents(
            MongoCollections mongo,
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            Duration completedGrace,
            Clock clock) {
        this.mongo = mongo;
        this.vens = vens;
        this.outbox = outbox;
        this.completedGrace = completedGrace;
        this.clock = clock;
        events = mongo.open(
                COLLECTION,
                new IndexModel(Indexes.ascending(EventDocument.EVENT_ID), new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(EventDocument.VEN_IDS, EventDocument.END)),
                new IndexModel(Indexes.ascending(EventDocument.STATUS, EventDocument.START)),
                new IndexModel(Indexes.descending(EventDocument.START)),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(EventDocument.ACCOUNT_IDS), Indexes.descending(EventDocument.START))),
                new IndexModel(Indexes.compoundIndex(
                        Indexes.ascending(EventDocument.AGGREGATOR_IDS), Indexes.descending(EventDocument.START))));
    }

    @Override
    public DrEvent create(Caller caller, EventRequest request) {
        Instant now = now();
        EventRules.check(request, now);
        StoredEvent event = Transactions.run(mongo, session -> insert(session, caller, request, now));
        LOG.info(
                "Event {} of {} for {} boxes: {} from {}",
                event.id(),
                caller.subject(),
                event.deliveries().size(),
                request.signalName(),
                request.start());
        return shown(caller, event);
    }

    private StoredEvent insert(ClientSession session, Caller caller, EventRequest request, Instant now) {
        List<String> ids = request.targets().stream().map(VenId::value).toList();
        Map<VenId, VenEntry> known = vens.byIds(session, ids).stream()
                .filter(VenEntry::isRegistered)
                .collect(Collectors.toMap(VenEntry::id, Function.identity()));
        List<Delivery> deliveries = request.targets().stream()
                .map(id -> delivery(caller, id, Optional.ofNullable(known.get(id))))
                .toList();
        outbox.offer(session, ids, StoredVenOutbox.Kind.EVENTS);
        refuseOverlap(session, request, ids);
        StoredEvent event = new StoredEvent(UUID.randomUUID().toString(), 0, now, now, false, request, deliveries);
        events.insertOne(session, EventDocument.write(event));
        return event;
    }

    private static Delivery delivery(Caller caller, VenId id, Optional<VenEntry> entry) {
        Optional<VenEntry> own = entry.filter(ven ->
                EventAccess.owns(caller, ven.account().value(), ven.aggregator().value()));
        if (own.isEmpty()) {
            boolean seesAll = caller.role() == Role.SERVICE || caller.role() == Role.ADMIN;
            throw new EventRefusedException(
                    seesAll ? 422 : 403,
                    "Event was not created: VEN %s is %s".formatted(id, seesAll ? "not registered" : "not yours"),
                    "ven:list shows the boxes that are registered.");
        }
        VenEntry ven = own.get();
        if (ven.reportOnly()) {
            throw new EventRefusedException(
                    422,
                    "Event was not created: VEN %s only reports and never gets events".formatted(id),
                    "Leave it out of the targets.");
        }
        return new Delivery(id, ven.account().value(), ven.aggregator().value(), DeliveryState.QUEUED, false);
    }

    private void refuseOverlap(ClientSession session, EventRequest request, List<String> ids) {
        Document other = events.find(
                        session,
                        Filters.and(
                                Filters.in(EventDocument.VEN_IDS, ids),
                                Filters.gt(EventDocument.END, Documents.date(request.start())),
                                Filters.lt(EventDocument.START, Documents.date(StoredEvent.endOf(request))),
                                Filters.eq(EventDocument.MARKET_CONTEXT, request.marketContext()),
                                Filters.eq(EventDocument.CANCELLED, false)))
                .first();
        if (other != null) {
            throw new EventRefusedException(
                    409,
                    "Event was not created: it overlaps event %s of the same market context for one of the boxes"
                            .formatted(other.getString(EventDocument.EVENT_ID)),
                    "Cancel the other one first or choose another time.");
        }
    }

    @Override
    public DrEvent cancel(Caller caller, String eventId) {
        Instant now = now();
        StoredEvent event = Transactions.run(mongo, session -> cancel(session, caller, eventId, now));
        LOG.info("Event {} is cancelled by {}", eventId, caller.subject());
        return shown(caller, event);
    }

    private StoredEvent cancel(ClientSession session, Caller caller, String eventId, Instant now) {
        Bson filter = Filters.eq(EventDocument.EVENT_ID, eventId);
        StoredEvent event = Optional.ofNullable(events.find(session, filter).first())
                .map(EventDocument::read)
                .filter(found -> found.deliveries().stream().anyMatch(d -> EventAccess.owns(caller, d)))
                .orElseThrow(() -> new EventRefusedException(
                        404, "Event '%s' is unknown".formatted(eventId), "dr:event-list shows the events."));
        if (!event.deliveries().stream().allMatch(d -> EventAccess.owns(caller, d))) {
            throw new EventRefusedException(
                    403,
                    "Event %s has targets that are not yours".formatted(eventId),
                    "Only who owns all targets may cancel it.");
        }
        switch (event.stateAt(now)) {
            case CANCELLED -> {
                return event;
            }
            case COMPLETED -> throw new EventRefusedException(
                    409, "Event %s is over".formatted(eventId), "What is over cannot be cancelled.");
            default -> {
                // far, near and active ones can
            }
        }
        events.updateOne(
                session,
                filter,
                Updates.combine(
                        Updates.set(EventDocument.CANCELLED, true),
                        Updates.set(EventDocument.STATUS, "cancelled"),
                        Updates.inc(EventDocument.MODIFICATION, 1),
                        Updates.set(EventDocument.MODIFIED, Documents.date(now)),
                        Updates.set(Documents.UPDATED, Documents.date(now)),
                        Updates.set(
                                EventDocument.DELIVERIES + ".$[]." + EventDocument.STATE,
                                EventDocument.text(DeliveryState.QUEUED))));
        outbox.offer(
                session,
                event.deliveries().stream()
                        .filter(Delivery::everSent)
                        .map(d -> d.ven().value())
                        .toList(),
                StoredVenOutbox.Kind.EVENTS);
        return EventDocument.read(events.find(session, filter).first());
    }

    @Override
    public Optional<DrEvent> find(Caller caller, String eventId) {
        return Optional.ofNullable(events.find(
                                Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), EventAccess.visibleTo(caller)))
                        .first())
                .map(document -> shown(caller, EventDocument.read(document)));
    }

    @Override
    public List<DrEvent> list(Caller caller, int limit) {
        return events.find(EventAccess.visibleTo(caller))
                .sort(Sorts.descending(EventDocument.START))
                .limit(limit)
                .map(document -> shown(caller, EventDocument.read(document)))
                .into(new ArrayList<>());
    }

    /** {@code _id} of the event's document. */
    ObjectId documentId(String eventId) {
        return events.find(Filters.eq(EventDocument.EVENT_ID, eventId))
                .projection(Projections.include("_id"))
                .first()
                .getObjectId("_id");
    }

    private DrEvent shown(Caller caller, StoredEvent event) {
        return event.toDrEvent(clock.instant(), delivery -> EventAccess.owns(caller, delivery));
    }

    /** All events that the box must have on its list now. */
    List<StoredEvent> currentFor(VenId ven) {
        Instant now = clock.instant();
        return events
                .find(Filters.and(
                        Filters.eq(EventDocument.VEN_IDS, ven.value()),
                        Filters.gt(EventDocument.END, Documents.date(now.minus(completedGrace)))))
                .map(EventDocument::read)
                .into(new ArrayList<>())
                .stream()
                .filter(event -> event.isCurrentFor(ven, now, completedGrace))
                .toList();
    }

    boolean hasOpenFor(VenId ven) {
        Instant now = clock.instant();
        return currentFor(ven).stream().anyMatch(event -> event.isOpenFor(ven, now));
    }

    /** The box is being sent these versions of the events. */
    void sent(VenId ven, List<StoredEvent> sent) {
        Instant now = clock.instant();
        List<UpdateOneModel<Document>> updates = sent.stream()
                .filter(event -> event.deliveryTo(ven)
                        .filter(d -> d.state() == DeliveryState.QUEUED)
                        .isPresent())
                .map(event -> new UpdateOneModel<Document>(
                        Filters.and(
                                Filters.eq(EventDocument.EVENT_ID, event.id()),
                                Filters.eq(EventDocument.MODIFICATION, event.modificationNumber()),
                                Filters.elemMatch(
                                        EventDocument.DELIVERIES,
                                        Filters.and(
                                                Filters.eq(Documents.VEN_ID, ven.value()),
                                                Filters.eq(
                                                        EventDocument.STATE,
                                                        EventDocument.text(DeliveryState.QUEUED))))),
                        Updates.combine(
                                Updates.set(
                                        DELIVERY + EventDocument.STATE, EventDocument.text(DeliveryState.DELIVERED)),
                                Updates.set(DELIVERY + EventDocument.EVER_SENT, true),
                                Updates.set(DELIVERY + "delivered_at", Documents.date(now)))))
                .toList();
        if (!updates.isEmpty()) {
            events.bulkWrite(updates);
        }
    }

    /** What became of a box's answer. */
    enum Answered {
        STORED,
        UNKNOWN_EVENT,
        STALE
    }

    /** Stores what the box said about that version of the event. */
    Answered answer(VenId ven, String eventId, long modificationNumber, DeliveryState state, String code) {
        Instant now = clock.instant();
        Bson event = Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), Filters.eq(DELIVERY_VEN, ven.value()));
        boolean stored = events.updateOne(
                                Filters.and(event, Filters.eq(EventDocument.MODIFICATION, modificationNumber)),
                                Updates.combine(
                                        Updates.set(DELIVERY + EventDocument.STATE, EventDocument.text(state)),
                                        Updates.set(DELIVERY + EventDocument.EVER_SENT, true),
                                        Updates.set(DELIVERY + "response_code", code),
                                        Updates.set(DELIVERY + "answered_at", Documents.date(now))))
                        .getMatchedCount()
                > 0;
        if (stored) {
            return Answered.STORED;
        }
        return check(ven, eventId, modificationNumber) == Answered.UNKNOWN_EVENT
                ? Answered.UNKNOWN_EVENT
                : Answered.STALE;
    }

    /** As {@link #answer}, but changes nothing. */
    Answered check(VenId ven, String eventId, long modificationNumber) {
        return Optional.ofNullable(events.find(Filters.and(
                                Filters.eq(EventDocument.EVENT_ID, eventId), Filters.eq(DELIVERY_VEN, ven.value())))
                        .first())
                .map(event -> Documents.number(event, EventDocument.MODIFICATION) == modificationNumber
                        ? Answered.STORED
                        : Answered.STALE)
                .orElse(Answered.UNKNOWN_EVENT);
    }

    /** Brings the stored states up to the clock, for those who read the collection; the boxes get them computed. */
    void followTheClock() {
        Bson now = Filters.lte(EventDocument.START, Documents.date(clock.instant()));
        Bson over = Filters.lte(EventDocument.END, Documents.date(clock.instant()));
        events.updateMany(
                Filters.and(Filters.in(EventDocument.STATUS, "far", "near", "active"), over),
                Updates.set(EventDocument.STATUS, "completed"));
        events.updateMany(
                Filters.and(Filters.in(EventDocument.STATUS, "far", "near"), now),
                Updates.set(EventDocument.STATUS, "active"));
    }

    /** In the resolution of the store, so that what is read back is what was written. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
