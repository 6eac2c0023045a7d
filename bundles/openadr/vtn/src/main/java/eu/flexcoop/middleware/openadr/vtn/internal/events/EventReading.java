package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.security.api.Caller;

/** Shows events and deliveries to callers, each those that are its own. */
final class EventReading {
    private final MongoCollection<Document> events;
    private final MongoCollection<Document> deliveries;
    private final EventDeliveries states;
    private final Clock clock;

    EventReading(MongoCollection<Document> events, EventDeliveries states, Clock clock) {
        this.events = events;
        this.deliveries = states.documents();
        this.states = states;
        this.clock = clock;
    }

    Optional<DrEvent> find(Caller caller, String eventId) {
        return stored(caller, eventId).map(event -> shown(caller, event));
    }

    Optional<StoredEvent> stored(Caller caller, String eventId) {
        Bson filter = Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), visibleTo(caller));
        return Optional.ofNullable(events.find(filter).first()).map(EventDocument::read);
    }

    List<DrEvent> list(Caller caller, int limit) {
        List<StoredEvent> found = events.find(visibleTo(caller))
                .sort(Sorts.descending(EventDocument.START, "_id"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
        return shown(caller, found);
    }

    DrEvent shown(Caller caller, StoredEvent event) {
        return shown(caller, List.of(event)).get(0);
    }

    private List<DrEvent> shown(Caller caller, List<StoredEvent> found) {
        Instant now = clock.instant();
        var counts = states.counts(found.stream().map(StoredEvent::id).toList(), EventAccess.deliveriesOf(caller));
        return found.stream()
                .map(event -> event.toDrEvent(now, counts.getOrDefault(event.id(), Map.of())))
                .toList();
    }

    List<EventDelivery> deliveries(Caller caller, String eventId, Optional<VenId> after, int limit) {
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

    /** Events with at least one VEN of the caller, once they are complete. */
    Bson visibleTo(Caller caller) {
        return EventAccess.eventsOf(caller, deliveries);
    }
}
