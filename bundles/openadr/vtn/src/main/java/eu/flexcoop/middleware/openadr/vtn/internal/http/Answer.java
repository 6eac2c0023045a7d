package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/**
 * What goes back over HTTP.
 *
 * @param payload the OpenADR message, where there is one
 * @param reason plain words for errors of the transport
 * @param signed the message goes out signed
 * @param refusal code of OpenADR with which the message refuses; empty if it does not
 */
public record Answer(
        int status, Optional<OadrPayload> payload, String reason, boolean signed, Optional<String> refusal) {
    static Answer of(OadrPayload payload) {
        return new Answer(200, Optional.of(payload), "", false, Optional.empty());
    }

    /** The protocol wants no answer. */
    static Answer empty() {
        return new Answer(200, Optional.empty(), "", false, Optional.empty());
    }

    static Answer error(int status, String reason) {
        return new Answer(status, Optional.empty(), reason, false, Optional.empty());
    }

    Answer withSignature() {
        return new Answer(status, payload, reason, true, refusal);
    }

    Answer refusing(String code) {
        return new Answer(status, payload, reason, signed, Optional.of(code));
    }
}
