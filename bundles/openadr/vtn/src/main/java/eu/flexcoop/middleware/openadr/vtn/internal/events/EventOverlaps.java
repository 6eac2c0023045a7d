package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * Finds the VENs for which an event overlaps another one of the same owner and market context. It looks only after all deliveries of
 * the new event are stored, so that of two events that are created at the same time at least one sees the other. That one yields
 * if the other's id is smaller, and otherwise waits until the other is complete or gone; so a VEN gets exactly one of them, on however
 * many nodes they are created.
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

    /**
     * @param vens some of the targets, whose deliveries are stored
     * @return the id of an overlapping event for each VEN that has one
     */
    Map<String, String> find(StoredEvent event, List<String> vens) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Map<String, String> overlapping = new HashMap<>();
            if (!isBlocked(event, vens, overlapping)) {
                return overlapping;
            }
            if (System.nanoTime() > end) {
                throw new UnavailableException(
                        "The event is refused: another one for the same VENs is being created and does not end", null);
            }
            pause();
        }
    }

    /** @return true if another event must be waited for */
    private boolean isBlocked(StoredEvent event, List<String> vens, Map<String, String> overlapping) {
        Bson filter = Filters.and(
                Filters.in(DocumentFields.VEN_ID, vens),
                Filters.gt(Delivery.END, Documents.date(event.terms().start())),
                Filters.lt(Delivery.START, Documents.date(event.terms().end())),
                Filters.eq(Delivery.OWNER, event.owner()),
                Filters.eq(Delivery.MARKET_CONTEXT, event.terms().marketContext()),
                Filters.eq(Delivery.CANCELLED, false),
                Filters.ne(Delivery.STATE, Delivery.text(DeliveryState.SKIPPED)),
                Filters.ne(Delivery.EVENT_ID, event.id()));
        Map<String, Other> others = new HashMap<>();
        for (Document delivery :
                deliveries.find(filter).projection(Projections.include(DocumentFields.VEN_ID, Delivery.EVENT_ID))) {
            String id = delivery.getString(Delivery.EVENT_ID);
            Other other = others.computeIfAbsent(id, any -> other(id, event));
            if (other == Other.WAIT) {
                return true;
            }
            if (other == Other.GOES_FIRST) {
                overlapping.put(delivery.getString(DocumentFields.VEN_ID), id);
            }
        }
        return false;
    }

    private enum Other {
        GOES_FIRST,
        WAIT,
        /** It is cancelled, or about to be removed. */
        GONE
    }

    private Other other(String id, StoredEvent event) {
        Document found = events.find(Filters.eq(EventDocument.EVENT_ID, id)).first();
        // without its event a delivery is about to be removed
        if (found == null || found.getBoolean(EventDocument.CANCELLED, false)) {
            return Other.GONE;
        }
        boolean creating = EventDocument.CREATING.equals(found.getString(EventDocument.STATUS));
        return creating && id.compareTo(event.id()) > 0 ? Other.WAIT : Other.GOES_FIRST;
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
