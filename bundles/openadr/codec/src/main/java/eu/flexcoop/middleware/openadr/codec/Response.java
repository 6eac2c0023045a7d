package eu.flexcoop.middleware.openadr.codec;

import java.util.Objects;
import java.util.Optional;

/** The plain answer, for requests that have no answer of their own. */
public record Response(EiResponse response, Optional<String> venId) implements OadrPayload {
    public Response {
        Objects.requireNonNull(response, "response");
        Objects.requireNonNull(venId, "venId");
    }

    @Override
    public MessageType type() {
        return MessageType.RESPONSE;
    }

    @Override
    public String requestId() {
        return response.requestId();
    }
}
