package eu.flexcoop.middleware.openadr.vtn.internal.polling;

import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages.Outgoing;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * OadrPoll. While nothing waits a poll is answered from memory: who the VEN is and that its outbox has nothing due are both
 * kept true by the change streams of their collections, on every node of the middleware.
 */
public final class PollService {
    private final OutgoingMessages outgoing;
    private final VenAccess access;
    private final VtnMetrics metrics;

    public PollService(OutgoingMessages outgoing, VenAccess access, VtnMetrics metrics) {
        this.outgoing = outgoing;
        this.access = access;
        this.metrics = metrics;
    }

    public OadrPayload handle(Peer peer, Poll poll) {
        VenEntry ven;
        try {
            ven = access.identified(peer, Optional.of(poll.venId()));
        } catch (RefusedException e) {
            if (e.isVenUnknown() && access.reregistersUnknown() && !poll.venId().isBlank()) {
                return new RequestReregistration(poll.venId());
            }
            throw e;
        }
        if (ven.cancelledRegistrationId().isPresent()) {
            return outgoing.cancellation(ven);
        }
        Optional<OadrPayload> message =
                outgoing.next(access.requireRegistered(ven)).map(Outgoing::payload);
        metrics.poll(message.isPresent());
        return message.orElseGet(
                () -> new Response(EiResponse.ok(""), Optional.of(ven.id().value())));
    }
}
