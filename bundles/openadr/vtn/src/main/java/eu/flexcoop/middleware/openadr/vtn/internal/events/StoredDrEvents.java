package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventTargets.EventTarget;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.TargetExpansion;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Creates, changes, cancels and shows events; {@link EventDeliveries} has what VENs get and answer.
 *
 * <p>An event is created in steps, so that its size does not matter: the event with status {@code creating}, its deliveries in
 * chunks, the check for overlaps, then one update that makes it visible, and the messages in the outboxes in chunks. A node
 * that stops before the event is visible leaves nothing: another node removes what is there ({@link #resume}). One that stops
 * after it leaves the rest of the messages to another node.
 */
@Component(service = {DrEventService.class, StoredDrEvents.class})
public final class StoredDrEvents implements DrEventService {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDrEvents.class);
    private static final int CHUNK = 1000;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration OVERLAP_WAIT = Duration.ofSeconds(30);

    private final MongoCollection<Document> events;
    private final MongoCollection<Document> deliveries;
    private final EventDeliveries states;
    private final EventClaims claims;
    private final EventQueueing queueing;
    private final EventOverlaps overlaps;
    private final EventCreation creation;
    private final TargetExpansion expansion;
    private final EventTargets targets;
    private final Clock clock;

    @Activate
    public StoredDrEvents(
            @Reference MongoCollections mongo,
            @Reference TargetExpansion expansion,
            @Reference StoredVenOutbox outbox,
            @Reference EventDeliveries states,
            @Reference StoredOpts opts) {
        this(mongo, expansion, outbox, states, opts, LEASE, Clock.systemUTC());
    }

    public StoredDrEvents(
            MongoCollections mongo,
            TargetExpansion expansion,
            StoredVenOutbox outbox,
            EventDeliveries states,
            StoredOpts opts,
            Duration lease,
            Clock clock) {
        this.expansion = expansion;
        this.states = states;
        this.targets = new EventTargets(new OptSchedules(opts.documents()));
        this.clock = clock;
        events = EventDocument.open(mongo);
        deliveries = states.documents();
        claims = new EventClaims(events, lease);
        queueing = new EventQueueing(deliveries, claims, states.notification(), outbox, clock);
        overlaps = new EventOverlaps(events, deliveries, OVERLAP_WAIT);
        creation = new EventCreation(deliveries, claims, overlaps);
    }

    @Override
    public DrEvent create(Caller caller, EventRequest request) {
        Instant now = now();
        EventRules.check(request, now);
        return create(caller, expansion.of(caller, request.targets()), DeviceClasses.narrowed(request), now);
    }

    /** Creates an event for VENs that are the caller's. */
    DrEvent createFor(Caller caller, List<ReachedVen> reached, EventTerms terms) {
        Instant now = now();
        EventRules.check(terms, now);
        return create(caller, reached, terms, now);
    }

    private DrEvent create(Caller caller, List<ReachedVen> reached, EventTerms terms, Instant now) {
        List<EventTarget> judged = targets.of(reached, terms);
        StoredEvent event =
                new StoredEvent(UUID.randomUUID().toString(), EventAccess.owner(caller), 0, now, now, false, terms);
        String claim = EventClaims.newClaim();
        try {
            creation.store(event, claim, judged);
        } catch (RuntimeException e) {
            creation.discard(event.id(), claim);
            throw e;
        }
        LOG.info(
                "Event {} of {} for {} VENs: {} from {}",
                event.id(),
                caller.subject(),
                judged.size(),
                event.terms().signals().get(0).name(),
                event.terms().start());
        queueing.run(event, claim, "");
        return shown(caller, event);
    }

    @Override
    public DrEvent cancel(Caller caller, String eventId) {
        for (int attempt = 1; ; attempt++) {
            StoredEvent event = changeable(caller, eventId);
            if (event.cancelled()) {
                return shown(caller, event);
            }
            Instant now = now();
            int modification = event.modificationNumber() + 1;
            String claim = EventClaims.newClaim();
            StoredEvent cancelled =
                    new StoredEvent(eventId, event.owner(), modification, event.createdAt(), now, true, event.terms());
            if (events.updateOne(sameVersion(event), EventClaims.claimed(EventDocument.version(cancelled), claim))
                            .getMatchedCount()
                    > 0) {
                LOG.info("Event {} is cancelled by {}", eventId, caller.subject());
                queueing.run(cancelled, claim, "");
                return shown(caller, cancelled);
            }
            // changed by somebody else in between: look again
            if (attempt == 3) {
                throw new EventRefusedException(
                        409, "Event %s is being changed by others".formatted(eventId), "Try again.");
            }
        }
    }

    private static Bson sameVersion(StoredEvent event) {
        return Filters.and(
                Filters.eq(EventDocument.EVENT_ID, event.id()),
                Filters.eq(EventDocument.MODIFICATION, event.modificationNumber()));
    }

    /**
     * The deliveries cover the old and the new period while overlaps are looked for. If this node stops before the event is
     * changed, another one sets them back to the period of the event ({@link #resume}).
     */
    @Override
    public DrEvent modify(Caller caller, String eventId, int modificationNumber, EventTerms terms) {
        Instant now = now();
        EventRules.check(terms, now);
        StoredEvent event = changeable(caller, eventId);
        if (event.cancelled()) {
            throw new EventRefusedException(
                    409, "Event %s is cancelled".formatted(eventId), "What is cancelled cannot be changed.");
        }
        if (!terms.marketContext().equals(event.terms().marketContext())) {
            throw new EventRefusedException(
                    422,
                    "The market context of an event cannot be changed",
                    "Cancel the event and create another one.");
        }
        if (terms.equals(event.terms())) {
            return shown(caller, event);
        }
        String claim = EventClaims.newClaim();
        boolean current = event.modificationNumber() == modificationNumber
                && events.updateOne(sameVersion(event), EventClaims.claimed(new Document(), claim))
                                .getMatchedCount()
                        > 0;
        if (!current) {
            throw new EventRefusedException(
                    409,
                    "Event %s has been changed since version %d".formatted(eventId, modificationNumber),
                    "Read the event again and repeat the change.");
        }
        StoredEvent next =
                new StoredEvent(eventId, event.owner(), modificationNumber + 1, event.createdAt(), now, false, terms);
        try {
            queueing.reserve(event, terms, claim);
            for (List<VenId> chunk : Chunks.of(vensOf(eventId), CHUNK)) {
                refuseOverlap(next, chunk);
                claims.advance(eventId, claim);
            }
        } catch (EventRefusedException e) {
            queueing.release(event, claim);
            throw e;
        }
        claims.advance(eventId, claim, EventDocument.version(next));
        LOG.info("Event {} is changed by {} to version {}", eventId, caller.subject(), next.modificationNumber());
        queueing.run(next, claim, "");
        return shown(caller, next);
    }

    /** Unlike a new event a change is not for some of the VENs only. */
    private void refuseOverlap(StoredEvent event, List<VenId> some) {
        Map<String, String> overlapping =
                overlaps.find(event, some.stream().map(VenId::value).toList());
        overlapping.forEach((ven, other) -> {
            throw new EventRefusedException(
                    409,
                    "The change is refused: the event overlaps event %s of the same market context for VEN %s"
                            .formatted(other, ven),
                    "Cancel the other one first or choose another time.");
        });
    }

    private List<VenId> vensOf(String eventId) {
        return deliveries
                .find(Filters.and(Filters.eq(Delivery.EVENT_ID, eventId), Delivery.SENT_TO_VENS))
                .projection(Projections.include(DocumentFields.VEN_ID))
                .map(delivery -> new VenId(delivery.getString(DocumentFields.VEN_ID)))
                .into(new ArrayList<>());
    }

    private StoredEvent changeable(Caller caller, String eventId) {
        StoredEvent event = stored(caller, eventId)
                .orElseThrow(() -> new EventRefusedException(
                        404, "Event '%s' is unknown".formatted(eventId), "dr:event-list shows the events."));
        boolean shared = !caller.isPrivileged()
                && deliveries
                                .find(Filters.and(
                                        Filters.eq(Delivery.EVENT_ID, eventId),
                                        Filters.nor(EventAccess.deliveriesOf(caller))))
                                .first()
                        != null;
        if (shared) {
            throw new EventRefusedException(
                    403,
                    "Event %s has targets that are not yours".formatted(eventId),
                    "Only who owns all targets may change or cancel it.");
        }
        if (!event.cancelled() && !now().isBefore(event.terms().end())) {
            throw new EventRefusedException(
                    409, "Event %s is over".formatted(eventId), "What is over cannot be changed or cancelled.");
        }
        return event;
    }

    @Override
    public Optional<DrEvent> find(Caller caller, String eventId) {
        return stored(caller, eventId).map(event -> shown(caller, event));
    }

    private Optional<StoredEvent> stored(Caller caller, String eventId) {
        Bson filter = Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), visibleTo(caller));
        return Optional.ofNullable(events.find(filter).first()).map(EventDocument::read);
    }

    @Override
    public List<DrEvent> list(Caller caller, int limit) {
        List<StoredEvent> found = events.find(visibleTo(caller))
                .sort(Sorts.descending(EventDocument.START, "_id"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
        return shown(caller, found);
    }

    private DrEvent shown(Caller caller, StoredEvent event) {
        return shown(caller, List.of(event)).get(0);
    }

    private List<DrEvent> shown(Caller caller, List<StoredEvent> found) {
        Instant now = clock.instant();
        var counts = states.counts(found.stream().map(StoredEvent::id).toList(), EventAccess.deliveriesOf(caller));
        return found.stream()
                .map(event -> event.toDrEvent(now, counts.getOrDefault(event.id(), Map.of())))
                .toList();
    }

    @Override
    public List<EventDelivery> deliveries(Caller caller, String eventId, Optional<VenId> after, int limit) {
        Bson filter = Filters.and(
                Filters.eq(Delivery.EVENT_ID, eventId),
                Filters.gt("_id", eventId + "/" + after.map(VenId::value).orElse("")),
                Delivery.COMPLETE,
                EventAccess.deliveriesOf(caller));
        return deliveries
                .find(filter)
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(Delivery::toEventDelivery)
                .into(new ArrayList<>());
    }

    /** {@code _id} of the event's document. */
    ObjectId documentId(String eventId) {
        return events.find(Filters.eq(EventDocument.EVENT_ID, eventId))
                .projection(Projections.include("_id"))
                .first()
                .getObjectId("_id");
    }

    /** Brings the stored states up to the clock, for those who read the collection; the VENs get them computed. */
    public void followTheClock() {
        Bson now = Filters.lte(EventDocument.START, Documents.date(clock.instant()));
        Bson near = Filters.lte(EventDocument.NEAR_FROM, Documents.date(clock.instant()));
        Bson over = Filters.lte(EventDocument.END, Documents.date(clock.instant()));
        events.updateMany(
                Filters.and(Filters.in(EventDocument.STATUS, "far", "near", "active"), over),
                Updates.set(EventDocument.STATUS, "completed"));
        events.updateMany(
                Filters.and(Filters.in(EventDocument.STATUS, "far", "near"), now),
                Updates.set(EventDocument.STATUS, "active"));
        events.updateMany(
                Filters.and(Filters.eq(EventDocument.STATUS, "far"), near), Updates.set(EventDocument.STATUS, "near"));
    }

    /** Queues the events that VENs had to wait for and may get now. */
    public void notifyInTime() {
        while (true) {
            String claim = EventClaims.newClaim();
            Optional<Document> due = claims.takeToNotify(claim, clock.instant());
            if (due.isEmpty()) {
                return;
            }
            queueing.run(EventDocument.read(due.get()), claim, "");
        }
    }

    /** Ends what a node has begun that was not heard of since: removes what was never visible, queues the rest. */
    public void resume() {
        while (true) {
            String claim = EventClaims.newClaim();
            Optional<Document> taken = claims.takeExpired(claim);
            if (taken.isEmpty()) {
                return;
            }
            StoredEvent event = EventDocument.read(taken.get());
            if (EventDocument.CREATING.equals(taken.get().getString(EventDocument.STATUS))) {
                LOG.info("Event {} is removed: the node that was creating it is gone", event.id());
                creation.discard(event.id(), claim);
            } else {
                LOG.info("Event {} is queued on: the node that was doing so is gone", event.id());
                queueing.run(event, claim, taken.get().get(EventDocument.QUEUED_UP_TO, ""));
            }
        }
    }

    /** In the resolution of the store, so that what is read back is what was written. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** The collection, for those of this bundle that show it. */
    public MongoCollection<Document> documents() {
        return events;
    }

    /** Events with at least one VEN of the caller, once they are complete. */
    Bson visibleTo(Caller caller) {
        return EventAccess.eventsOf(caller, deliveries);
    }

    EventDeliveries states() {
        return states;
    }
}
