package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.OptHistory;
import eu.flexcoop.middleware.openadr.vtn.internal.events.Delivery.VenEvent;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventAnswers.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** EiEvent: VENs ask for their events and answer them. */
public final class EventService {
    private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

    private final EventDeliveries events;
    private final EventAnswers answers;
    private final OptHistory history;
    private final StoredVenOutbox outbox;
    private final VenAccess access;
    private final VtnSettings settings;
    private final Clock clock;

    public EventService(
            EventDeliveries events,
            OptHistory history,
            StoredVenOutbox outbox,
            VenAccess access,
            VtnSettings settings,
            Clock clock) {
        this.events = events;
        this.answers = new EventAnswers(events, clock);
        this.history = history;
        this.outbox = outbox;
        this.access = access;
        this.settings = settings;
        this.clock = clock;
    }

    public OadrPayload handle(Peer peer, EventMessage message) {
        return switch (message.type()) {
            case REQUEST_EVENT -> requested(peer, (RequestEvent) message);
            case CREATED_EVENT -> {
                CreatedEvent created = (CreatedEvent) message;
                yield answered(access.require(peer, Optional.of(created.venId())), created);
            }
            default -> throw RefusedException.misplaced(message);
        };
    }

    private DistributeEvent requested(Peer peer, RequestEvent request) {
        VenEntry ven = access.require(peer, Optional.of(request.venId()));
        return distribute(
                ven,
                events.currentFor(ven.id()),
                Optional.of(EiResponse.ok(request.requestId())),
                request.replyLimit().orElse(Integer.MAX_VALUE));
    }

    /** For a poll; empty if no event is unsent or unanswered. */
    public Optional<OadrPayload> distribute(VenEntry ven) {
        Instant now = clock.instant();
        List<VenEvent> current = events.currentFor(ven.id());
        if (current.stream().noneMatch(venEvent -> venEvent.isOpen(now))) {
            return Optional.empty();
        }
        return Optional.of(distribute(ven, current, Optional.empty(), Integer.MAX_VALUE));
    }

    private DistributeEvent distribute(VenEntry ven, List<VenEvent> current, Optional<EiResponse> response, int limit) {
        Instant now = clock.instant();
        Comparator<StoredEvent> order = StoredEvent.orderAt(now);
        List<VenEvent> selected = current.stream()
                .sorted(Comparator.comparing(VenEvent::event, order))
                .limit(limit)
                .toList();
        if (!events.sent(ven.id(), selected)) {
            return distribute(ven, events.currentFor(ven.id()), response, limit);
        }
        return new DistributeEvent(
                response, UUID.randomUUID().toString(), settings.vtnId(), EventMessages.of(selected, now));
    }

    /** Valid answers are stored even if others are refused; the response has the code of the first refused one. */
    private Response answered(VenEntry ven, CreatedEvent created) {
        String requestId = created.response().requestId();
        if (requestId.isEmpty() && !created.eventResponses().isEmpty()) {
            requestId = created.eventResponses().get(0).requestId();
        }
        EiResponse result = EiResponse.ok(requestId);
        for (EventResponse answer : created.eventResponses()) {
            Optional<EiResponse> error = store(ven, answer, created.response().requestId(), requestId);
            if (result.isOk() && error.isPresent()) {
                result = error.get();
            }
        }
        if (!created.eventResponses().isEmpty()) {
            settle(ven);
        }
        return new Response(result, Optional.of(ven.id().value()));
    }

    /** The message ends with the last open event. An event that comes in between has put it in anew, which stays. */
    private void settle(VenEntry ven) {
        outbox.known(ven.id(), StoredVenOutbox.Kind.EVENTS)
                .filter(claim -> !events.hasOpenFor(ven.id()))
                .ifPresent(outbox::remove);
    }

    /** @return the error if the answer is about no event or another version of it */
    private Optional<EiResponse> store(VenEntry ven, EventResponse answer, String messageId, String requestId) {
        MDC.put("eventId", answer.eventId());
        try {
            Answer stored = answers.store(ven.id(), answer, messageId);
            return switch (stored.answered()) {
                case STORED -> {
                    LOG.info("VEN {} answers event {} with {}", ven.id(), answer.eventId(), EventAnswers.state(answer));
                    yield remember(ven, answer, stored, "");
                }
                case OVERRIDDEN -> remember(ven, answer, stored, "an opt of EiOpt decides");
                case NOT_WANTED -> remember(ven, answer, stored, "the event asks for no answer");
                case LATE -> remember(ven, answer, stored, "the event is over and was answered before");
                case UNKNOWN_EVENT -> refuse(
                        ven,
                        answer,
                        EiResponse.error(
                                RefusedException.INVALID_ID,
                                "eventID '%s' is not known for this VEN".formatted(answer.eventId()),
                                requestId));
                case STALE -> refuse(
                        ven,
                        answer,
                        EiResponse.error(
                                RefusedException.OUT_OF_SEQUENCE,
                                "modificationNumber %d of event '%s' is not the current one"
                                        .formatted(answer.modificationNumber(), answer.eventId()),
                                requestId));
            };
        } finally {
            MDC.remove("eventId");
        }
    }

    private Optional<EiResponse> refuse(VenEntry ven, EventResponse answer, EiResponse error) {
        String id = OptHistory.REFUSED
                + "%s:%d:%s".formatted(answer.eventId(), answer.modificationNumber(), answer.requestId());
        history.answered(
                ven,
                answer,
                id,
                false,
                "%s %s".formatted(error.code(), error.description().orElse("")));
        return Optional.of(error);
    }

    private Optional<EiResponse> remember(VenEntry ven, EventResponse answer, Answer stored, String remark) {
        history.answered(ven, answer, stored.id(), remark.isEmpty(), remark);
        return Optional.empty();
    }
}
