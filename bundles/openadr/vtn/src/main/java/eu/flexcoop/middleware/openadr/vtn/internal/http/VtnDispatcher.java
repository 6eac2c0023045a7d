package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import com.mongodb.MongoException;
import org.slf4j.MDC;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventService;
import eu.flexcoop.middleware.openadr.vtn.internal.opt.OptService;
import eu.flexcoop.middleware.openadr.vtn.internal.polling.PollService;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.RegisterPartyService;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportService;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages.Received;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;

/**
 * Takes one request of a VEN from its bytes to its answer. Errors of the protocol become codes inside an OpenADR message,
 * errors of the transport a status; bad input never becomes a 5xx.
 */
public final class VtnDispatcher {
    private final VenMessages messages;
    private final VenAccess access;
    private final RegisterPartyService registerParty;
    private final EventService events;
    private final ReportService reports;
    private final OptService opts;
    private final PollService polls;
    private final Refusals refusals;

    public VtnDispatcher(
            VenMessages messages,
            VenAccess access,
            RegisterPartyService registerParty,
            EventService events,
            ReportService reports,
            OptService opts,
            PollService polls,
            VtnMetrics metrics,
            VtnSettings settings) {
        this.messages = messages;
        this.access = access;
        this.registerParty = registerParty;
        this.events = events;
        this.reports = reports;
        this.opts = opts;
        this.polls = polls;
        this.refusals = new Refusals(settings, metrics);
    }

    public Answer handle(OadrService service, Peer peer, InputStream body) throws IOException {
        try {
            Received received = messages.read(body, peer);
            Peer sender = received.signed() ? peer.withSignature() : peer;
            if (service != OadrService.EI_REGISTER_PARTY && !messages.canSign() && access.expectsSignatures(sender)) {
                throw new UnavailableException(VenMessages.NO_KEY, null);
            }
            return signed(sender, answer(service, sender, received.payload()));
        } catch (CodecException e) {
            return signed(peer, refusals.unreadable(service, peer, e));
        } catch (BadSignatureException e) {
            return refusals.refused(peer, e.unverified(), RefusedException.INVALID_DATA, e.getMessage())
                    .withSignature();
        } catch (UnavailableException e) {
            return refusals.unavailable("A signed message", e);
        } finally {
            MDC.remove("venId");
        }
    }

    /** Signed messages get signed answers, and VENs that are registered for signatures get no others. */
    private Answer signed(Peer peer, Answer answer) {
        return peer.signed() || access.expectsSignatures(peer) ? answer.withSignature() : answer;
    }

    /**
     * What a VEN answers, in the same exchange, to a message that was sent to it.
     *
     * @param service that the message was sent to
     * @return why the answer is of no use; empty if it was taken
     * @throws UnavailableException if it could not be stored now
     */
    public Optional<String> answered(OadrService service, VenId ven, OadrPayload payload) {
        try {
            Answer result = answer(service, Peer.answering(ven), payload);
            if (result.status() != 200) {
                throw new UnavailableException(result.reason(), null);
            }
            return result.payload()
                    .filter(Response.class::isInstance)
                    .map(response -> ((Response) response).response())
                    .filter(response -> !response.isOk())
                    .map(response -> "%s %s"
                            .formatted(response.code(), response.description().orElse("")));
        } finally {
            MDC.remove("venId");
        }
    }

    private Answer answer(OadrService service, Peer peer, OadrPayload payload) {
        try {
            MessageType type = payload.type();
            if (!type.belongsTo(service)) {
                throw new RefusedException(
                        RefusedException.COMPLIANCE,
                        "%s does not belong to %s, send it to %s"
                                .formatted(
                                        type.root(),
                                        service.path(),
                                        type.service().orElseThrow().path()));
            }
            return process(service, peer, payload);
        } catch (RefusedException e) {
            return refusals.refused(peer, payload, e.code(), e.getMessage());
        } catch (MiddlewareException e) {
            return e.status() == Refusals.UNAVAILABLE
                    ? refusals.unavailable(payload.type().root(), e)
                    : refusals.refused(peer, payload, RefusedException.INVALID_DATA, e.getMessage());
        } catch (MongoException e) {
            RuntimeException translated =
                    MongoCalls.translated("process " + payload.type().root(), e);
            if (translated instanceof UnavailableException) {
                return refusals.unavailable(payload.type().root(), translated);
            }
            throw translated;
        }
    }

    private Answer process(OadrService service, Peer peer, OadrPayload payload) {
        return switch (payload.type()) {
            case POLL -> Answer.of(polls.handle(peer, (Poll) payload));
            case UPDATE_REPORT,
                    UPDATED_REPORT,
                    REGISTER_REPORT,
                    REGISTERED_REPORT,
                    CREATE_REPORT,
                    CREATED_REPORT,
                    CANCEL_REPORT,
                    CANCELED_REPORT -> Answer.of(reports.handle(peer, (ReportMessage) payload));
            case REQUEST_EVENT, CREATED_EVENT -> Answer.of(events.handle(peer, (EventMessage) payload));
            case CREATE_OPT, CANCEL_OPT -> Answer.of(opts.handle(peer, (OptMessage) payload));
            case QUERY_REGISTRATION,
                    CREATE_PARTY_REGISTRATION,
                    CANCEL_PARTY_REGISTRATION,
                    CANCELED_PARTY_REGISTRATION -> Answer.of(
                    registerParty.handle(peer, (RegisterPartyMessage) payload));
            case CREATED_PARTY_REGISTRATION,
                    REQUEST_REREGISTRATION,
                    DISTRIBUTE_EVENT,
                    CREATED_OPT,
                    CANCELED_OPT -> throw RefusedException.misplaced(payload);
                // the protocol has no answer to an answer
            case RESPONSE -> {
                Response response = (Response) payload;
                if (service == OadrService.EI_REGISTER_PARTY) {
                    registerParty.acknowledged(peer, response);
                } else if (!response.response().isOk()) {
                    refusals.note(peer, response.response());
                }
                yield Answer.empty();
            }
        };
    }
}
