package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

/**
 * The answers to what is not done: a code of the protocol inside a message where the request could be read, a status of HTTP where not.
 * Each is counted and logged. Thread-safe.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    static final int UNAVAILABLE = 503;

    private final ErrorAnswers errors;
    private final VtnMetrics metrics;
    private final RefusalLog log = new RefusalLog(Clock.systemUTC());

    Refusals(VtnSettings settings, VtnMetrics metrics) {
        this.errors = new ErrorAnswers(settings);
        this.metrics = metrics;
    }

    /** In the message that answers the request, with that code. */
    Answer refused(Peer peer, OadrPayload payload, String code, String description) {
        metrics.refused();
        log.refused(peer, "Answered %s with %s: %s".formatted(payload.type().root(), code, description));
        return Answer.of(errors.to(payload, EiResponse.error(code, description, payload.requestId())))
                .refusing(code);
    }

    /** Nothing could be stored now. */
    Answer unavailable(String what, RuntimeException e) {
        LOG.warn("{} was not acknowledged, the VEN has to repeat it: {}", what, e.getMessage());
        return Answer.error(UNAVAILABLE, "Nothing was stored now; try again later");
    }

    /** To a body that is no message. */
    Answer unreadable(OadrService service, Peer peer, CodecException e) {
        metrics.refused();
        log.refused(peer, "A body sent to %s cannot be read: %s".formatted(service.path(), e.getMessage()));
        return switch (e.kind()) {
            case TOO_LARGE -> Answer.error(413, e.getMessage());
            case NOT_XML, NOT_OPENADR -> Answer.error(400, e.getMessage());
            case UNKNOWN_PAYLOAD -> inside(e, RefusedException.NOT_RECOGNIZED);
            case INVALID -> inside(e, RefusedException.INVALID_DATA);
        };
    }

    private Answer inside(CodecException e, String code) {
        if (e.root().isEmpty()) {
            return Answer.error(400, e.getMessage());
        }
        EiResponse error = EiResponse.error(code, e.getMessage(), e.requestId().orElse(""));
        return Answer.of(e.root()
                .flatMap(MessageType::ofRoot)
                .map(type -> errors.to(type, error))
                .orElseGet(() -> ErrorAnswers.unnamed(error)));
    }

    /** The VEN could not use a message of the VTN, which has no answer. */
    void note(Peer peer, EiResponse response) {
        log.refused(
                peer,
                "The VEN could not use a message of the VTN: %s %s"
                        .formatted(response.code(), response.description().orElse("")));
    }
}
