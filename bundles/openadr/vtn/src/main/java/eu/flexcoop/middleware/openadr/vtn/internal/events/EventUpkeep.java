package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * What is to be done about events from time to time, by whichever node comes first: their stored status follows the clock, VENs are
 * notified in time, and what a node that is gone has begun is ended.
 */
public final class EventUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(EventUpkeep.class);

    private final MongoCollection<Document> events;
    private final EventClaims claims;
    private final EventQueueing queueing;
    private final EventCreation creation;
    private final Clock clock;

    EventUpkeep(
            MongoCollection<Document> events,
            EventClaims claims,
            EventQueueing queueing,
            EventCreation creation,
            Clock clock) {
        this.events = events;
        this.claims = claims;
        this.queueing = queueing;
        this.creation = creation;
        this.clock = clock;
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
}
