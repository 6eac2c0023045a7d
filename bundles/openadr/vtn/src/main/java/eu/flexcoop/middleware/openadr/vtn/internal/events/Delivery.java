package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * A document of {@code event_delivery}: how far an event has come with one VEN.
 *
 * @param modificationNumber version of the event that the state is about
 * @param everSent the VEN knows the event, in whatever version
 * @param groupIds groups by which the event reaches the VEN
 * @param resourceIds resources of the VEN that the event names
 * @param assetIds data points of the VEN that the event is for
 */
public record Delivery(
        String eventId,
        VenId ven,
        AccountId account,
        AggregatorId aggregator,
        int modificationNumber,
        DeliveryState state,
        boolean everSent,
        List<String> groupIds,
        List<String> resourceIds,
        List<String> assetIds) {
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

    static final String GROUP_IDS = "group_ids";
    private static final String RESOURCE_IDS = "resource_ids";
    private static final String ASSET_IDS = "asset_ids";
    /** {@code always} or {@code never}, as the event says; an answer that nobody asked for is not used. */
    static final String RESPONSE_REQUIRED = "response_required";
    /** What the VEN answered about this version last by oadrCreatedEvent, whether it counts or not. */
    static final String CREATED_EVENT = "created_event";
    /** Opts of EiOpt for this version, for the VEN or for a part of it. */
    static final String EVENT_OPTS = "event_opts";
    /** One of them decides about this version; oadrCreatedEvent does not change the state any more. */
    static final String DECIDED_BY_OPT = "decided_by_opt";
    /** Grows with each answer and opt about this version. */
    static final String ANSWERS = "answers";
    /** Schedules of EiOpt that have to do with the period; they do not answer the event. */
    static final String SCHEDULE_OPTS = "schedule_opts";
    /** The schedule by which the VEN as a whole is opted out now. */
    static final String OPTED_OUT_BY = "opted_out_by";
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
                document.getBoolean(EVER_SENT, false),
                document.getList(GROUP_IDS, String.class, List.of()),
                document.getList(RESOURCE_IDS, String.class, List.of()),
                document.getList(ASSET_IDS, String.class, List.of()));
    }

    static EventDelivery toEventDelivery(Document document) {
        Delivery delivery = of(document);
        return new EventDelivery(
                delivery.ven,
                delivery.modificationNumber,
                delivery.state,
                Documents.optionalInstant(document, DELIVERED_AT),
                Documents.optionalInstant(document, ANSWERED_AT),
                Documents.optionalString(document, REASON),
                DeliveryOpts.texts(document));
    }

    /** A new delivery of an event that is being created. */
    public static Document creating(StoredEvent event, ReachedVen reached) {
        VenEntry ven = reached.ven();
        Document delivery = new Document("_id", id(event.id(), ven.id()))
                .append(EVENT_ID, event.id())
                .append(DocumentFields.VEN_ID, ven.id().value())
                .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(MODIFICATION, event.modificationNumber())
                .append(STATE, CREATING)
                .append(EVER_SENT, false)
                .append(CANCELLED, false)
                .append(RESPONSE_REQUIRED, EventTermsDocument.responseRequired(event.terms()))
                .append(OWNER, event.owner())
                .append(MARKET_CONTEXT, event.terms().marketContext())
                .append(START, Documents.date(event.terms().start()))
                .append(END, Documents.date(event.terms().end()))
                .append(DocumentFields.CREATED, Documents.date(event.createdAt()))
                .append(DocumentFields.UPDATED, Documents.date(event.createdAt()));
        appendUnlessEmpty(delivery, GROUP_IDS, reached.groupIds());
        appendUnlessEmpty(delivery, RESOURCE_IDS, reached.resourceIds());
        appendUnlessEmpty(delivery, ASSET_IDS, reached.assetIds());
        return delivery;
    }

    private static void appendUnlessEmpty(Document delivery, String field, List<String> ids) {
        if (!ids.isEmpty()) {
            delivery.append(field, ids);
        }
    }

    /** The same for a VEN that does not get it. */
    static Document skipped(StoredEvent event, ReachedVen ven, String reason) {
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

    /** What of the event's targets is the VEN's own. */
    Target target() {
        return new Target(groupIds, List.of(), resourceIds, List.of(ven.value()), List.of(), assetIds);
    }

    static boolean isUnanswered(DeliveryState state) {
        return state == DeliveryState.QUEUED || state == DeliveryState.DELIVERED;
    }

    /** The VEN was not sent this version of the event yet, or has not answered it although it must. */
    boolean isOpen(StoredEvent event, Instant now) {
        boolean enough = !isUnanswered(state) || !event.terms().responseRequired() && state == DeliveryState.DELIVERED;
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
