package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventTargets.EventTarget;

/**
 * Stores a new event with its deliveries, in chunks, and makes it visible when all of them are there. VENs that do not get it have a
 * delivery that says why.
 */
final class EventCreation {
    private static final int CHUNK = 1000;

    private final MongoCollection<Document> deliveries;
    private final EventClaims claims;
    private final EventOverlaps overlaps;

    EventCreation(MongoCollection<Document> deliveries, EventClaims claims, EventOverlaps overlaps) {
        this.deliveries = deliveries;
        this.claims = claims;
        this.overlaps = overlaps;
    }

    /** @throws EventRefusedException if no VEN would get the event */
    void store(StoredEvent event, String claim, List<EventTarget> targets) {
        requireAny(targets);
        List<String> aggregators = targets.stream()
                .map(target -> target.ven().aggregator().value())
                .distinct()
                .toList();
        Document document = EventDocument.write(event, aggregators);
        String status = document.getString(EventDocument.STATUS);
        claims.insert(document.append(EventDocument.STATUS, EventDocument.CREATING), claim);
        for (List<EventTarget> chunk : Chunks.of(targets, CHUNK)) {
            deliveries.insertMany(chunk.stream()
                    .map(target -> target.skipped()
                            .map(reason -> Delivery.skipped(event, target.reached(), reason))
                            .orElseGet(() -> Delivery.creating(event, target.reached())))
                    .toList());
            claims.advance(event.id(), claim);
        }
        skipOverlapping(event, claim, targets);
        claims.advance(event.id(), claim, Updates.set(EventDocument.STATUS, status));
    }

    private static void requireAny(List<EventTarget> targets) {
        if (targets.stream().allMatch(target -> target.skipped().isPresent())) {
            throw refusedByAll(targets.get(0).skipped().orElseThrow());
        }
    }

    private static EventRefusedException refusedByAll(String reason) {
        return new EventRefusedException(
                409,
                "The event is refused: no VEN would get it, since " + reason,
                "Choose other VENs or another time, or cancel what stands against it.");
    }

    private void skipOverlapping(StoredEvent event, String claim, List<EventTarget> targets) {
        List<String> open = targets.stream()
                .filter(target -> target.skipped().isEmpty())
                .map(target -> target.ven().id().value())
                .toList();
        int skipped = 0;
        String reason = "";
        for (List<String> chunk : Chunks.of(open, CHUNK)) {
            Map<String, String> overlapping = overlaps.find(event, chunk);
            Map<String, List<String>> byOther =
                    overlapping.keySet().stream().collect(Collectors.groupingBy(overlapping::get));
            for (Map.Entry<String, List<String>> found : byOther.entrySet()) {
                reason = "it overlaps event %s of the same market context".formatted(found.getKey());
                deliveries.updateMany(
                        Filters.in("_id", ids(event, found.getValue())),
                        Updates.combine(
                                Updates.set(Delivery.STATE, Delivery.text(DeliveryState.SKIPPED)),
                                Updates.set(Delivery.REASON, reason)));
            }
            skipped += overlapping.size();
            claims.advance(event.id(), claim);
        }
        if (skipped == open.size()) {
            throw refusedByAll(reason);
        }
    }

    private static List<String> ids(StoredEvent event, List<String> vens) {
        return vens.stream().map(ven -> Delivery.id(event.id(), new VenId(ven))).toList();
    }

    /** Removes what is there of an event that was never visible. */
    void discard(String eventId, String claim) {
        deliveries.deleteMany(Filters.eq(Delivery.EVENT_ID, eventId));
        claims.discard(eventId, claim);
    }
}
