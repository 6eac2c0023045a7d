package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * Who is creating an event or queueing its deliveries: one node at a time, as long as it says that it is at work. The
 * server's clock decides when a claim has expired; each step is one atomic update on the condition that the claim is held.
 */
public final class EventClaims {
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> events;
    private final Duration lease;

    public EventClaims(MongoCollection<Document> events, Duration lease) {
        this.events = events;
        this.lease = lease;
    }

    static String newClaim() {
        return UUID.randomUUID().toString();
    }

    /** Stores a new event, claimed. */
    public void insert(Document event, String claim) {
        events.updateOne(
                Filters.eq(EventDocument.EVENT_ID, event.getString(EventDocument.EVENT_ID)),
                new Document("$setOnInsert", event.append(EventDocument.CLAIM, claim))
                        .append("$currentDate", new Document(EventDocument.HEARTBEAT, true)),
                new UpdateOptions().upsert(true));
    }

    /** Adds the claim to a change of an event. */
    static Bson claimed(Bson change, String claim) {
        return Updates.combine(
                change,
                Updates.set(EventDocument.CLAIM, claim),
                Updates.unset(EventDocument.QUEUED_UP_TO),
                Updates.currentDate(EventDocument.HEARTBEAT));
    }

    /**
     * Changes the event and says that this node is still at work.
     *
     * @throws UnavailableException if another node has taken over
     */
    void advance(String eventId, String claim, Bson... changes) {
        Bson change = Updates.combine(Updates.combine(changes), Updates.currentDate(EventDocument.HEARTBEAT));
        if (events.updateOne(held(eventId, claim), change).getMatchedCount() == 0) {
            throw lost(eventId);
        }
    }

    /** Ends the claim and changes the event. A claim that another node has taken over stays. */
    void end(String eventId, String claim, Bson change) {
        events.updateOne(
                held(eventId, claim),
                Updates.combine(
                        change,
                        Updates.unset(EventDocument.CLAIM),
                        Updates.unset(EventDocument.HEARTBEAT),
                        Updates.unset(EventDocument.QUEUED_UP_TO)));
    }

    /** Takes over an event whose node has not been heard of for the time of the lease. */
    Optional<Document> takeExpired(String claim) {
        Bson expired = Filters.and(
                Filters.exists(EventDocument.HEARTBEAT),
                Filters.expr(new Document(
                        "$lt",
                        List.of(
                                "$" + EventDocument.HEARTBEAT,
                                new Document("$subtract", List.of("$$NOW", lease.toMillis()))))));
        Bson take =
                Updates.combine(Updates.set(EventDocument.CLAIM, claim), Updates.currentDate(EventDocument.HEARTBEAT));
        return Optional.ofNullable(events.findOneAndUpdate(expired, take, AFTER));
    }

    /** Takes an event that nobody works on and whose VENs are to be notified by now. */
    Optional<Document> takeToNotify(String claim, Instant now) {
        Bson due = Filters.and(
                Filters.lte(EventDocument.NOTIFY_AT, Documents.date(now)),
                Filters.exists(EventDocument.HEARTBEAT, false));
        return Optional.ofNullable(
                events.findOneAndUpdate(due, claimed(Updates.unset(EventDocument.NOTIFY_AT), claim), AFTER));
    }

    /** Removes an event that was never completed. */
    void discard(String eventId, String claim) {
        events.deleteOne(Filters.and(held(eventId, claim), Filters.eq(EventDocument.STATUS, EventDocument.CREATING)));
    }

    private static Bson held(String eventId, String claim) {
        return Filters.and(Filters.eq(EventDocument.EVENT_ID, eventId), Filters.eq(EventDocument.CLAIM, claim));
    }

    private static UnavailableException lost(String eventId) {
        return new UnavailableException(
                "Event %s was taken over by another node, because this one was too slow".formatted(eventId), null);
    }
}
