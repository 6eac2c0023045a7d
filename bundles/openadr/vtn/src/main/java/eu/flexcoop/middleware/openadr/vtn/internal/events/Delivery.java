package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * A document of {@code event_delivery}: how far an event has come with one VEN.
 *
 * @param modificationNumber version of the event that the state is about
 * @param everSent the VEN knows the event, in whatever version
 */
public record Delivery(
        String eventId,
        VenId ven,
        AccountId account,
        AggregatorId aggregator,
        int modificationNumber,
        DeliveryState state,
        boolean everSent) {
    public static final String COLLECTION = "event_delivery";
    static final String EVENT_ID = "event_id";
    static final String MODIFICATION = "modification_number";
    static final String STATE = "state";
    static final String EVER_SENT = "sent";
    static final String CANCELLED = "cancelled";
    static final String MARKET_CONTEXT = "market_context";
    static final String START = "dtstart";
    static final String END = "dtend";
    static final String DELIVERED_AT = "delivered_at";
    static final String ANSWERED_AT = "answered_at";
    static final String RESPONSE_CODE = "response_code";
    /** Whose event it is: events of different owners may overlap. */
    static final String OWNER = "owner";
    /** Why the VEN does not get the event. */
    static final String REASON = "reason";
    /** An opt of EiOpt decided about this version; oadrCreatedEvent does not change it any more. */
    static final String DECIDED_BY_OPT = "decided_by_opt";
    /** State of a delivery whose event is not complete yet; no VEN and no caller sees it. */
    public static final String CREATING = "creating";
    /** Those of events that are complete. */
    static final Bson COMPLETE = Filters.ne(STATE, CREATING);
    /** Those that VENs get. */
    static final Bson SENT_TO_VENS = Filters.nin(STATE, CREATING, text(DeliveryState.SKIPPED));

    static Delivery of(Document document) {
        return new Delivery(
                document.getString(EVENT_ID),
                new VenId(document.getString(DocumentFields.VEN_ID)),
                new AccountId(document.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)),
                Documents.number(document, MODIFICATION),
                state(document.getString(STATE)),
                document.getBoolean(EVER_SENT, false));
    }

    static EventDelivery toEventDelivery(Document document) {
        Delivery delivery = of(document);
        return new EventDelivery(
                delivery.ven,
                delivery.modificationNumber,
                delivery.state,
                Documents.optionalInstant(document, DELIVERED_AT),
                Documents.optionalInstant(document, ANSWERED_AT),
                Documents.optionalString(document, REASON));
    }

    /** A new delivery of an event that is being created. */
    public static Document creating(StoredEvent event, VenEntry ven) {
        return new Document("_id", id(event.id(), ven.id()))
                .append(EVENT_ID, event.id())
                .append(DocumentFields.VEN_ID, ven.id().value())
                .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(MODIFICATION, event.modificationNumber())
                .append(STATE, CREATING)
                .append(EVER_SENT, false)
                .append(CANCELLED, false)
                .append(OWNER, event.owner())
                .append(MARKET_CONTEXT, event.terms().marketContext())
                .append(START, Documents.date(event.terms().start()))
                .append(END, Documents.date(event.terms().end()))
                .append(DocumentFields.CREATED, Documents.date(event.createdAt()))
                .append(DocumentFields.UPDATED, Documents.date(event.createdAt()));
    }

    /** The same for a VEN that does not get it. */
    static Document skipped(StoredEvent event, VenEntry ven, String reason) {
        return creating(event, ven).append(STATE, text(DeliveryState.SKIPPED)).append(REASON, reason);
    }

    /** {@code _id}: one delivery for each event and VEN. */
    static String id(String eventId, VenId ven) {
        return eventId + "/" + ven;
    }

    static String text(DeliveryState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static DeliveryState state(String text) {
        return DeliveryState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private boolean isAnswered() {
        return state != DeliveryState.QUEUED && state != DeliveryState.DELIVERED;
    }

    /** The VEN was not sent this version of the event yet, or has not answered it although it must. */
    boolean isOpen(StoredEvent event, Instant now) {
        boolean enough = isAnswered() || !event.terms().responseRequired() && state == DeliveryState.DELIVERED;
        boolean done = enough && modificationNumber == event.modificationNumber();
        return now.isBefore(event.terms().end()) && !done && (!event.cancelled() || everSent);
    }

    /** Belongs into the list of events that the VEN is sent: it takes an event that is missing there for cancelled. */
    boolean isCurrent(StoredEvent event, Instant now, Duration grace) {
        return event.cancelled()
                ? isOpen(event, now)
                : now.isBefore(event.terms().end().plus(grace));
    }

    /** An event with its delivery to one VEN. */
    record VenEvent(StoredEvent event, Delivery delivery) {
        boolean isOpen(Instant now) {
            return delivery.isOpen(event, now);
        }

        Optional<Delivery> toMark() {
            boolean sentAsItIs = delivery.modificationNumber == event.modificationNumber();
            return sentAsItIs && delivery.state == DeliveryState.QUEUED ? Optional.of(delivery) : Optional.empty();
        }
    }
}
