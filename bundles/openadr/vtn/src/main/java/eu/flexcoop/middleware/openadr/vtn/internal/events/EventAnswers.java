package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/** Stores in {@code event_delivery} what VENs answer by {@code oadrCreatedEvent}: one update for each answer. Thread-safe. */
public final class EventAnswers {
    private static final String ANSWER_ID = "answer_id";
    private static final String STATE = "state";
    private static final String CODE = "response_code";
    private static final String REQUEST_ID = "request_id";
    private static final String WANTED = "wanted";
    private static final String COUNTED = "counted";
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> deliveries;
    private final Clock clock;

    public EventAnswers(EventDeliveries events, Clock clock) {
        this.deliveries = events.documents();
        this.clock = clock;
    }

    /** What became of an answer. */
    public enum Answered {
        STORED,
        /** An opt of EiOpt has decided about this version. */
        OVERRIDDEN,
        /** The event asks for no answer. */
        NOT_WANTED,
        /** The event is over and the VEN had answered before. */
        LATE,
        UNKNOWN_EVENT,
        STALE
    }

    /** @param id the same for a message that is repeated; empty if the answer is refused */
    public record Answer(Answered answered, String id) {}

    /** @param requestId of the message that holds the answer */
    public Answer store(VenId ven, EventResponse answer, String requestId) {
        Bson filter = Filters.and(
                Filters.eq("_id", Delivery.id(answer.eventId(), ven)),
                Filters.eq(Delivery.MODIFICATION, answer.modificationNumber()),
                Delivery.SENT_TO_VENS);
        Document stored =
                deliveries.findOneAndUpdate(filter, List.of(new Document("$set", change(answer, requestId))), AFTER);
        if (stored == null) {
            return new Answer(whyNot(ven, answer.eventId()), "");
        }
        Document last = stored.get(Delivery.CREATED_EVENT, Document.class);
        return new Answer(outcome(stored, last), last.getString(ANSWER_ID));
    }

    private static Answered outcome(Document stored, Document last) {
        if (last.getBoolean(COUNTED)) {
            return Answered.STORED;
        }
        if (!last.getBoolean(WANTED)) {
            return Answered.NOT_WANTED;
        }
        return stored.getBoolean(Delivery.DECIDED_BY_OPT, false) ? Answered.OVERRIDDEN : Answered.LATE;
    }

    private Answered whyNot(VenId ven, String eventId) {
        boolean known = deliveries
                        .find(Filters.and(Filters.eq("_id", Delivery.id(eventId, ven)), Delivery.SENT_TO_VENS))
                        .first()
                != null;
        return known ? Answered.STALE : Answered.UNKNOWN_EVENT;
    }

    /**
     * The fields of the delivery, as expressions over what is there: a repeated message changes nothing, and the state changes only
     * if no opt of EiOpt decides, an answer is wanted, and the event is not over with an answer.
     */
    private Document change(EventResponse answer, String requestId) {
        Date now = Documents.date(clock.instant());
        String state = Delivery.text(state(answer));
        // what VENs send must not be taken for an expression
        Document code = literal(answer.code());
        Document request = literal(requestId + "/" + answer.requestId());
        Document repeated = and(
                equal("$" + Delivery.CREATED_EVENT + "." + REQUEST_ID, request),
                equal("$" + Delivery.CREATED_EVENT + "." + STATE, state),
                equal("$" + Delivery.CREATED_EVENT + "." + CODE, code));
        Document over = and(
                new Document("$lte", List.of("$" + Delivery.END, now)),
                new Document("$in", List.of("$" + Delivery.STATE, ANSWERED)));
        Document wanted = not(equal("$" + Delivery.RESPONSE_REQUIRED, EventTermsDocument.NEVER));
        Document decided = equal("$" + Delivery.DECIDED_BY_OPT, true);
        Document counts = and(wanted, not(decided), not(over));
        Document next = new Document(ANSWER_ID, UUID.randomUUID().toString())
                .append(STATE, state)
                .append(CODE, code)
                .append(REQUEST_ID, request)
                .append("answered_at", now)
                .append(WANTED, wanted)
                .append(COUNTED, counts);
        Document effective = and(not(repeated), counts);
        return new Document(Delivery.CREATED_EVENT, either(repeated, "$" + Delivery.CREATED_EVENT, next))
                .append(Delivery.ANSWERS, new Document("$add", List.of(orZero("$" + Delivery.ANSWERS), 1)))
                .append(Delivery.EVER_SENT, true)
                .append(Delivery.STATE, either(effective, state, "$" + Delivery.STATE))
                .append(Delivery.RESPONSE_CODE, either(effective, code, "$" + Delivery.RESPONSE_CODE))
                .append(Delivery.ANSWERED_AT, either(effective, now, "$" + Delivery.ANSWERED_AT))
                .append(DocumentFields.UPDATED, now);
    }

    private static final List<String> ANSWERED = List.of(
            Delivery.text(DeliveryState.OPT_IN),
            Delivery.text(DeliveryState.OPT_OUT),
            Delivery.text(DeliveryState.FAILED));

    static DeliveryState state(EventResponse answer) {
        if (!answer.code().startsWith("2")) {
            return DeliveryState.FAILED;
        }
        return state(answer.optType());
    }

    static DeliveryState state(OptType type) {
        return type == OptType.OPT_IN ? DeliveryState.OPT_IN : DeliveryState.OPT_OUT;
    }

    /** The state by the latest answer in {@code oadrCreatedEvent}; empty if there is none that the event asks for. */
    static Optional<Document> lastWanted(Document delivery) {
        return Optional.ofNullable(delivery.get(Delivery.CREATED_EVENT, Document.class))
                .filter(last -> last.getBoolean(WANTED, true));
    }

    static DeliveryState stateOf(Document lastAnswer) {
        return Delivery.state(lastAnswer.getString(STATE));
    }

    static String codeOf(Document lastAnswer) {
        return lastAnswer.getString(CODE);
    }

    private static Document literal(Object value) {
        return new Document("$literal", value);
    }

    private static Document equal(Object a, Object b) {
        return new Document("$eq", List.of(a, b));
    }

    private static Document and(Object... conditions) {
        return new Document("$and", List.of(conditions));
    }

    private static Document not(Object condition) {
        return new Document("$not", List.of(condition));
    }

    private static Document either(Object condition, Object then, Object otherwise) {
        return new Document("$cond", List.of(condition, then, otherwise));
    }

    private static Document orZero(String field) {
        return new Document("$ifNull", List.of(field, 0));
    }
}
