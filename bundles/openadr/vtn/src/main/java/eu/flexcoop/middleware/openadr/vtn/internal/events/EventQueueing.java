package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;

/**
 * Brings every delivery of an event to the event's version and puts a message into the outbox of each VEN, in chunks in the
 * order of the VENs. The event keeps how far it has come, so that another node goes on after a crash; a chunk that is done
 * twice changes nothing.
 */
final class EventQueueing {
    private static final int CHUNK = 1000;

    private final MongoCollection<Document> deliveries;
    private final EventClaims claims;
    private final StoredVenOutbox outbox;
    private final NotificationTimes notification;
    private final ScheduleMarks schedules;
    private final Clock clock;

    EventQueueing(
            MongoCollection<Document> deliveries,
            EventClaims claims,
            NotificationTimes notification,
            StoredVenOutbox outbox,
            ScheduleMarks schedules,
            Clock clock) {
        this.deliveries = deliveries;
        this.claims = claims;
        this.notification = notification;
        this.outbox = outbox;
        this.schedules = schedules;
        this.clock = clock;
    }

    /**
     * @param claim held by this node
     * @param after VENs up to this one are done; empty to begin
     */
    void run(StoredEvent event, String claim, String after) {
        boolean held = notification.isHeld(event, clock.instant());
        String last = after;
        while (true) {
            List<String> vens = new ArrayList<>();
            List<String> queued = new ArrayList<>();
            for (Document delivery : next(event.id(), last)) {
                String ven = delivery.getString(DocumentFields.VEN_ID);
                vens.add(ven);
                if (Delivery.text(DeliveryState.SKIPPED).equals(delivery.getString(Delivery.STATE))) {
                    continue;
                }
                if (!held || delivery.getBoolean(Delivery.EVER_SENT, false)) {
                    queued.add(ven);
                }
            }
            if (vens.isEmpty()) {
                claims.end(event.id(), claim, notifyAt(event, held));
                return;
            }
            queue(event, vens);
            schedules.mark(event, vens);
            outbox.offer(event.cancelled() ? cancelUnsent(event, vens) : queued, StoredVenOutbox.Kind.EVENTS);
            last = vens.get(vens.size() - 1);
            claims.advance(event.id(), claim, Updates.set(EventDocument.QUEUED_UP_TO, last));
        }
    }

    /**
     * A VEN that never got the event need not hear that it is cancelled. To be called when the deliveries have the number of the
     * cancellation: no node can send the version before it from then on.
     *
     * @return the VENs that got the event
     */
    private List<String> cancelUnsent(StoredEvent event, List<String> vens) {
        Bson queued = Filters.and(
                Filters.in("_id", ids(event, vens)), Filters.eq(Delivery.STATE, Delivery.text(DeliveryState.QUEUED)));
        deliveries.updateMany(
                Filters.and(queued, Filters.ne(Delivery.EVER_SENT, true)),
                Updates.combine(
                        Updates.set(Delivery.STATE, Delivery.text(DeliveryState.SKIPPED)),
                        Updates.set(Delivery.REASON, "the event was cancelled before it was sent")));
        return deliveries
                .find(queued)
                .projection(Projections.include(DocumentFields.VEN_ID))
                .map(delivery -> delivery.getString(DocumentFields.VEN_ID))
                .into(new ArrayList<>());
    }

    private static List<String> ids(StoredEvent event, List<String> vens) {
        return vens.stream().map(ven -> event.id() + "/" + ven).toList();
    }

    private static Bson notifyAt(StoredEvent event, boolean held) {
        return held && !event.cancelled()
                ? Updates.set(EventDocument.NOTIFY_AT, Documents.date(NotificationTimes.from(event)))
                : Updates.unset(EventDocument.NOTIFY_AT);
    }

    /** In the order of {@code _id}, which begins with the event. */
    private Iterable<Document> next(String eventId, String after) {
        return deliveries
                .find(Filters.and(
                        Filters.gt("_id", eventId + "/" + after), Filters.lt("_id", eventId + (char) ('/' + 1))))
                .projection(Projections.include(DocumentFields.VEN_ID, Delivery.EVER_SENT, Delivery.STATE))
                .sort(Sorts.ascending("_id"))
                .limit(CHUNK);
    }

    /** Makes each delivery cover another period too, so that no overlapping event can be created meanwhile. */
    void reserve(StoredEvent event, EventTerms terms, String claim) {
        forChunks(
                event,
                claim,
                ids -> deliveries.updateMany(
                        Filters.in("_id", ids),
                        Updates.combine(
                                Updates.min(Delivery.START, Documents.date(terms.start())),
                                Updates.max(Delivery.END, Documents.date(terms.end())))));
    }

    /** Ends the reservation. */
    void release(StoredEvent event, String claim) {
        forChunks(event, claim, ids -> setPeriod(event, ids));
        claims.end(event.id(), claim, new Document());
    }

    private void setPeriod(StoredEvent event, List<String> ids) {
        deliveries.updateMany(
                Filters.in("_id", ids),
                Updates.combine(
                        Updates.set(Delivery.START, Documents.date(event.terms().start())),
                        Updates.set(Delivery.END, Documents.date(event.terms().end()))));
    }

    private void forChunks(StoredEvent event, String claim, Consumer<List<String>> change) {
        String last = "";
        while (true) {
            List<String> ids = new ArrayList<>();
            for (Document delivery : next(event.id(), last)) {
                ids.add(delivery.getString("_id"));
                last = delivery.getString(DocumentFields.VEN_ID);
            }
            if (ids.isEmpty()) {
                return;
            }
            change.accept(ids);
            claims.advance(event.id(), claim);
        }
    }

    private void queue(StoredEvent event, List<String> vens) {
        List<String> ids = ids(event, vens);
        setPeriod(event, ids);
        Bson older = Filters.and(
                Filters.ne(Delivery.STATE, Delivery.text(DeliveryState.SKIPPED)),
                Filters.or(
                        Filters.eq(Delivery.STATE, Delivery.CREATING),
                        Filters.lt(Delivery.MODIFICATION, event.modificationNumber())));
        deliveries.updateMany(
                Filters.and(Filters.in("_id", ids), older),
                Updates.combine(
                        Updates.set(Delivery.STATE, Delivery.text(DeliveryState.QUEUED)),
                        Updates.set(Delivery.MODIFICATION, event.modificationNumber()),
                        Updates.set(Delivery.CANCELLED, event.cancelled()),
                        Updates.set(Delivery.RESPONSE_REQUIRED, EventTermsDocument.responseRequired(event.terms())),
                        DeliveryOpts.FORGOTTEN,
                        Updates.set(DocumentFields.UPDATED, Documents.date(clock.instant()))));
    }
}
