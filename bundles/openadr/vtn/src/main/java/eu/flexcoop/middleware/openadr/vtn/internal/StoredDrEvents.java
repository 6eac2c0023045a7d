package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
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
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
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
 * Creates, cancels and shows events; {@link EventDeliveries} has what boxes get and answer. An event and its place in the
 * outboxes are one transaction. Two events that overlap for one box and market context meet in the box's own document, which
 * both transactions write, so the later one sees the earlier one.
 */
@Component(service = {DrEventService.class, StoredDrEvents.class})
public final class StoredDrEvents implements DrEventService {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDrEvents.class);

    private final MongoCollections mongo;
    private final MongoCollection<Document> events;
    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final Clock clock;

    @Activate
    public StoredDrEvents(
            @Reference MongoCollections mongo, @Reference StoredVenRegistry vens, @Reference StoredVenOutbox outbox) {
        this(mongo, vens, outbox, Clock.systemUTC());
    }

    StoredDrEvents(MongoCollections mongo, StoredVenRegistry vens, StoredVenOutbox outbox, Clock clock) {
        this.mongo = mongo;
        this.vens = vens;
        this.outbox = outbox;
        this.clock = clock;
        events = EventDocument.open(mongo);
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

    /** The collection, for those of this bundle that show it. */
    MongoCollection<Document> documents() {
        return events;
    }
}
