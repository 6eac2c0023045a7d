package eu.flexcoop.middleware.openadr.vtn.internal.polling;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventService;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportService;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * OadrPoll. While nothing waits a poll is answered from memory: who the VEN is and that its outbox has nothing due are both
 * kept true by the change streams of their collections, on every node of the middleware.
 */
public final class PollService {
    private static final int KINDS = StoredVenOutbox.Kind.values().length;

    private final StoredVenOutbox outbox;
    private final EventService events;
    private final ReportService reports;
    private final VenAccess access;
    private final VtnMetrics metrics;

    public PollService(
            StoredVenOutbox outbox, EventService events, ReportService reports, VenAccess access, VtnMetrics metrics) {
        this.outbox = outbox;
        this.events = events;
        this.reports = reports;
        this.access = access;
        this.metrics = metrics;
    }

    public OadrPayload handle(Peer peer, Poll poll) {
        VenEntry ven;
        try {
            ven = access.require(peer, Optional.of(poll.venId()));
        } catch (RefusedException e) {
            if (e.isVenUnknown() && !poll.venId().isBlank()) {
                return new RequestReregistration(poll.venId());
            }
            throw e;
        }
        Optional<OadrPayload> message = waiting(ven);
        metrics.poll(message.isPresent());
        return message.orElseGet(
                () -> new Response(EiResponse.ok(""), Optional.of(ven.id().value())));
    }

    private Optional<OadrPayload> waiting(VenEntry ven) {
        if (outbox.isQuiet(ven.id())) {
            return Optional.empty();
        }
        for (int i = 0; i < KINDS; i++) {
            Optional<StoredVenOutbox.Claim> claim = outbox.claim(ven.id());
            if (claim.isEmpty()) {
                return Optional.empty();
            }
            Optional<OadrPayload> message = content(ven, claim.get().kind());
            if (message.isPresent()) {
                return message;
            }
            outbox.remove(claim.get());
        }
        return Optional.empty();
    }

    private Optional<OadrPayload> content(VenEntry ven, StoredVenOutbox.Kind kind) {
        return switch (kind) {
            case EVENTS -> events.distribute(ven);
            case CREATE_REPORT -> reports.createReport(ven);
            case REGISTER_REPORT -> Optional.of(new RegisterReport(
                    UUID.randomUUID().toString(),
                    List.of(),
                    Optional.of(ven.id().value()),
                    Optional.empty()));
        };
    }
}
