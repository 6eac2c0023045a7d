package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.security.api.Caller;

/** Changes and cancels events that are not over; each change is compare-and-set on the version of the event. */
final class EventChanges {
    private static final Logger LOG = LoggerFactory.getLogger(EventChanges.class);
    private static final int CHUNK = 1000;
    private static final int ATTEMPTS = 3;

    private final MongoCollection<Document> events;
    private final MongoCollection<Document> deliveries;
    private final EventReading reading;
    private final EventClaims claims;
    private final EventQueueing queueing;
    private final EventOverlaps overlaps;
    private final Clock clock;

    EventChanges(
            MongoCollection<Document> events,
            MongoCollection<Document> deliveries,
            EventReading reading,
            EventClaims claims,
            EventQueueing queueing,
            EventOverlaps overlaps,
            Clock clock) {
        this.events = events;
        this.deliveries = deliveries;
        this.reading = reading;
        this.claims = claims;
        this.queueing = queueing;
        this.overlaps = overlaps;
        this.clock = clock;
    }

    DrEvent cancel(Caller caller, String eventId) {
        for (int attempt = 1; ; attempt++) {
            StoredEvent event = changeable(caller, eventId);
            if (event.cancelled()) {
                return reading.shown(caller, event);
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
                return reading.shown(caller, cancelled);
            }
            // changed by somebody else in between: look again
            if (attempt == ATTEMPTS) {
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
     * changed, another one sets them back to the period of the event ({@link EventUpkeep#resume}).
     */
    DrEvent modify(Caller caller, String eventId, int modificationNumber, EventTerms terms) {
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
            return reading.shown(caller, event);
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
        return reading.shown(caller, next);
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
        StoredEvent event = reading.stored(caller, eventId)
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
        if (!EventAccess.commands(caller, event.owner())) {
            throw new EventRefusedException(
                    403,
                    "Event %s was created for your box by somebody else".formatted(eventId),
                    "Have the box opt out of it.");
        }
        if (!event.cancelled() && !now().isBefore(event.terms().end())) {
            throw new EventRefusedException(
                    409, "Event %s is over".formatted(eventId), "What is over cannot be changed or cancelled.");
        }
        return event;
    }

    private Instant now() {
        return StoredDrEvents.now(clock);
    }
}
