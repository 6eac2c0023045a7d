package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * Refuses an event that overlaps another one of the same market context for one of its VENs. It looks only after all
 * deliveries of the new event are stored, so that of two events that are created at the same time at least one sees the
 * other. That one yields if the other's id is smaller, and otherwise waits until the other is complete or gone; so exactly
 * one of them remains, on however many nodes they are created.
 */
final class EventOverlaps {
    private static final long PAUSE_MILLIS = 20;

    private final MongoCollection<Document> events;
    private final MongoCollection<Document> deliveries;
    private final Duration limit;

    /** @param limit for waiting for another event that is being created */
    EventOverlaps(MongoCollection<Document> events, MongoCollection<Document> deliveries, Duration limit) {
        this.events = events;
        this.deliveries = deliveries;
        this.limit = limit;
    }

    /** @param vens some of the targets, whose deliveries are stored */
    void refuse(StoredEvent event, List<String> vens) {
        long end = System.nanoTime() + limit.toNanos();
        while (isBlocked(event, vens)) {
            if (System.nanoTime() > end) {
                throw new UnavailableException(
                        "The event is refused: another one for the same VENs is being created and does not end", null);
            }
            pause();
        }
    }

    /** @return true if another event must be waited for */
    private boolean isBlocked(StoredEvent event, List<String> vens) {
        Bson overlapping = Filters.and(
                Filters.in(DocumentFields.VEN_ID, vens),
                Filters.gt(Delivery.END, Documents.date(event.terms().start())),
                Filters.lt(Delivery.START, Documents.date(event.terms().end())),
                Filters.eq(Delivery.MARKET_CONTEXT, event.terms().marketContext()),
                Filters.eq(Delivery.CANCELLED, false),
                Filters.ne(Delivery.EVENT_ID, event.id()));
        boolean blocked = false;
        for (String other : deliveries
                .distinct(Delivery.EVENT_ID, overlapping, String.class)
                .into(new ArrayList<>())) {
            Document found =
                    events.find(Filters.eq(EventDocument.EVENT_ID, other)).first();
            // without its event a delivery is about to be removed
            boolean creating = found == null || EventDocument.CREATING.equals(found.getString(EventDocument.STATUS));
            boolean cancelled = found != null && found.getBoolean(EventDocument.CANCELLED, false);
            if (!cancelled && (!creating || found != null && other.compareTo(event.id()) < 0)) {
                throw new EventRefusedException(
                        409,
                        "The event is refused: it overlaps event %s of the same market context for one of the VENs"
                                .formatted(other),
                        "Cancel the other one first or choose another time.");
            }
            blocked |= creating && found != null;
        }
        return blocked;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The event is refused: the node is stopping", e);
        }
    }
}
