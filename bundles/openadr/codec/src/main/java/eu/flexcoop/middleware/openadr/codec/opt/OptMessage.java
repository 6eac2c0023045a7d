package eu.flexcoop.middleware.openadr.codec.opt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;

/** Messages of the service EiOpt: when a VEN takes part and when not. */
public sealed interface OptMessage extends OadrPayload
        permits OptMessage.CreateOpt, OptMessage.CreatedOpt, OptMessage.CancelOpt, OptMessage.CanceledOpt {
    /**
     * An opt for one event or, with a schedule, for times to come.
     *
     * @param marketContext absent for all
     * @param availability the schedule; empty if an event is meant
     * @param event absent if a schedule is meant
     */
    record CreateOpt(
            String optId,
            OptType optType,
            String reason,
            Optional<String> marketContext,
            String venId,
            List<Slot> availability,
            Instant createdAt,
            String requestId,
            Optional<EventRef> event,
            Target target,
            Optional<Target> deviceClass)
            implements OptMessage {
        public CreateOpt {
            Objects.requireNonNull(optId, "optId");
            Objects.requireNonNull(optType, "optType");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(marketContext, "marketContext");
            Objects.requireNonNull(venId, "venId");
            availability = List.copyOf(availability);
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(deviceClass, "deviceClass");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATE_OPT;
        }
    }

    /** The opt is stored. */
    record CreatedOpt(EiResponse response, String optId) implements OptMessage {
        public CreatedOpt {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(optId, "optId");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATED_OPT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** Takes an opt back. */
    record CancelOpt(String requestId, String optId, String venId) implements OptMessage {
        public CancelOpt {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(optId, "optId");
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCEL_OPT;
        }
    }

    /** The opt is gone. */
    record CanceledOpt(EiResponse response, Optional<String> optId) implements OptMessage {
        public CanceledOpt {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(optId, "optId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCELED_OPT;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** One period of a schedule. */
    record Slot(Instant start, Duration duration) {
        public Slot {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
        }
    }

    /** An event in one of its versions ({@code qualifiedEventID}). */
    record EventRef(String eventId, long modificationNumber) {
        public EventRef {
            Objects.requireNonNull(eventId, "eventId");
        }
    }
}
