package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/**
 * Takes one request of a box from its bytes to its answer. Errors of the protocol become codes inside an OpenADR message,
 * errors of the transport a status; bad input never becomes a 5xx.
 */
final class VtnDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(VtnDispatcher.class);
    private static final int UNAVAILABLE = 503;

    private final OadrReader reader;
    private final RegisterPartyService registerParty;
    private final EventService events;
    private final ReportService reports;
    private final OptService opts;
    private final PollService polls;
    private final ErrorAnswers errors;
    private final VtnMetrics metrics;

    VtnDispatcher(Vtn vtn) {
        this.reader = new OadrReader(CodecOptions.DEFAULT
                .withZone(vtn.settings().zone())
                .withMaxBytes(vtn.settings().maxBodyBytes()));
        this.registerParty = new RegisterPartyService(vtn);
        this.events = new EventService(vtn);
        this.reports = new ReportService(vtn);
        this.opts = new OptService(vtn);
        this.polls = new PollService(vtn, events, reports);
        this.errors = new ErrorAnswers(vtn.settings());
        this.metrics = vtn.metrics();
    }

    Answer handle(VtnService service, Peer peer, InputStream body) throws IOException {
        long start = System.nanoTime();
        try {
            return answer(service, peer, reader.read(body));
        } catch (CodecException e) {
            return unreadable(service, e);
        } finally {
            metrics.requests(service).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            MDC.remove("venId");
        }
    }

    private Answer answer(VtnService service, Peer peer, OadrPayload payload) {
        try {
            if (!service.takes(payload)) {
                throw new RefusedException(
                        RefusedException.COMPLIANCE, payload.root() + " does not belong to " + service.path());
            }
            return process(peer, payload);
        } catch (RefusedException e) {
            return refused(payload, e.code(), e.getMessage());
        } catch (MiddlewareException e) {
            return e.status() == UNAVAILABLE
                    ? unavailable(payload, e)
                    : refused(payload, RefusedException.INVALID_DATA, e.getMessage());
        } catch (MongoException e) {
            return unavailable(payload, e);
        }
    }

    private Answer process(Peer peer, OadrPayload payload) {
        if (payload instanceof Poll poll) {
            return Answer.of(polls.handle(peer, poll));
        } else if (payload instanceof ReportMessage message) {
            return Answer.of(reports.handle(peer, message));
        } else if (payload instanceof EventMessage message) {
            return Answer.of(events.handle(peer, message));
        } else if (payload instanceof OptMessage message) {
            return Answer.of(opts.handle(peer, message));
        } else if (payload instanceof RegisterPartyMessage message) {
            return Answer.of(registerParty.handle(peer, message));
        }
        return Answer.empty();
    }

    private Answer refused(OadrPayload payload, String code, String description) {
        metrics.refused();
        LOG.info("Answered {} with {}: {}", payload.root(), code, description);
        return Answer.of(errors.to(payload, EiResponse.error(code, description, RequestIds.of(payload))));
    }

    private static Answer unavailable(OadrPayload payload, RuntimeException e) {
        LOG.warn("{} was not acknowledged, the box has to repeat it: {}", payload.root(), e.getMessage());
        return Answer.error(UNAVAILABLE, "Nothing was stored now; try again later");
    }

    private Answer unreadable(VtnService service, CodecException e) {
        metrics.refused();
        LOG.info("A body sent to {} is no good: {}", service.path(), e.getMessage());
        return switch (e.kind()) {
            case TOO_LARGE -> Answer.error(413, e.getMessage());
            case NOT_XML, NOT_OPENADR -> Answer.error(400, e.getMessage());
            case UNKNOWN_PAYLOAD -> inside(e, RefusedException.NOT_RECOGNIZED);
            case INVALID -> inside(e, RefusedException.INVALID_DATA);
        };
    }

    private Answer inside(CodecException e, String code) {
        Optional<String> root = e.root();
        if (root.isEmpty()) {
            return Answer.error(400, e.getMessage());
        }
        return Answer.of(errors.to(
                root.get(), EiResponse.error(code, e.getMessage(), e.requestId().orElse(""))));
    }
}
