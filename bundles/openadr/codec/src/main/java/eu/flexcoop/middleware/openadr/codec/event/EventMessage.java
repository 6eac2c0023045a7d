package eu.flexcoop.middleware.openadr.codec.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;

/** Messages of the service EiEvent: demand response events and the answers to them. */
public sealed interface EventMessage extends OadrPayload
        permits EventMessage.RequestEvent, EventMessage.DistributeEvent, EventMessage.CreatedEvent {
    /**
     * A VEN asks for its events.
     *
     * @param replyLimit how many events the answer may hold
     */
    record RequestEvent(String requestId, String venId, Optional<Integer> replyLimit) implements EventMessage {
        public RequestEvent {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(venId, "venId");
            Objects.requireNonNull(replyLimit, "replyLimit");
        }

        @Override
        public MessageType type() {
            return MessageType.REQUEST_EVENT;
        }
    }

    /**
     * All current events of a VEN. One that a VEN knows and that is missing here counts as cancelled.
     *
     * @param response only when it answers a {@link RequestEvent}
     * @param requestId new for each message
     */
    record DistributeEvent(Optional<EiResponse> response, String requestId, String vtnId, List<Event> events)
            implements EventMessage {
        public DistributeEvent {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(vtnId, "vtnId");
            events = List.copyOf(events);
        }

        @Override
        public MessageType type() {
            return MessageType.DISTRIBUTE_EVENT;
        }
    }

    /** What a VEN does about events; may be empty. */
    record CreatedEvent(EiResponse response, List<EventResponse> eventResponses, String venId) implements EventMessage {
        public CreatedEvent {
            Objects.requireNonNull(response, "response");
            eventResponses = List.copyOf(eventResponses);
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATED_EVENT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /**
     * What a VEN does about one event.
     *
     * @param code {@code 200}, or why the VEN could not process the event
     * @param requestId of the {@link DistributeEvent} that brought it
     */
    record EventResponse(
            String code,
            Optional<String> description,
            String requestId,
            String eventId,
            long modificationNumber,
            OptType optType) {
        public EventResponse {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(optType, "optType");
        }
    }
}
