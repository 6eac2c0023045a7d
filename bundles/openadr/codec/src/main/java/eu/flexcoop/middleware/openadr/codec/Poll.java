package eu.flexcoop.middleware.openadr.codec;

import java.util.Objects;

/** A VEN asks whether something waits for it (service OadrPoll). */
public record Poll(String venId) implements OadrPayload {
    public Poll {
        Objects.requireNonNull(venId, "venId");
    }

    @Override
    public MessageType type() {
        return MessageType.POLL;
    }

    @Override
    public String requestId() {
        return "";
    }
}
