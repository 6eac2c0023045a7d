package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/**
 * What goes back over HTTP.
 *
 * @param payload the OpenADR message, where there is one
 * @param reason plain words for errors of the transport
 * @param signed the message goes out signed
 */
public record Answer(int status, Optional<OadrPayload> payload, String reason, boolean signed) {
    static Answer of(OadrPayload payload) {
        return new Answer(200, Optional.of(payload), "", false);
    }

    /** The protocol wants no answer. */
    static Answer empty() {
        return new Answer(200, Optional.empty(), "", false);
    }

    static Answer error(int status, String reason) {
        return new Answer(status, Optional.empty(), reason, false);
    }

    Answer withSignature() {
        return new Answer(status, payload, reason, true);
    }
}
