package eu.flexcoop.middleware.openadr.vtn.internal.outgoing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventService;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox.Claim;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox.Kind;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportService;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * Takes the messages of a VEN from its outbox, the most urgent first, and gives each its content at the moment it is sent. Thread-safe.
 */
public final class OutgoingMessages {
    /** A message to send now; it is sent again unless it is acknowledged. */
    public record Outgoing(Claim claim, OadrPayload payload) {}

    private final StoredVenOutbox outbox;
    /** What a message of that kind says to a VEN now; nothing if there is no need for it any more. */
    private final Map<Kind, Function<VenEntry, Optional<OadrPayload>>> contents = new EnumMap<>(Kind.class);

    public OutgoingMessages(StoredVenOutbox outbox, EventService events, ReportService reports) {
        this.outbox = outbox;
        contents.put(Kind.CANCEL_PARTY_REGISTRATION, OutgoingMessages::cancelRegistration);
        contents.put(Kind.REQUEST_REREGISTRATION, OutgoingMessages::requestReregistration);
        contents.put(Kind.REGISTER_REPORT, reports::registerReport);
        contents.put(Kind.EVENTS, events::distribute);
        contents.put(Kind.CREATE_REPORT, reports::createReport);
        contents.put(Kind.CANCEL_REPORT, reports::cancelReport);
        contents.put(Kind.UPDATE_REPORT, reports::updateReport);
    }

    private static Optional<OadrPayload> cancelRegistration(VenEntry ven) {
        return ven.cancelledRegistrationId()
                .map(registration -> new CancelPartyRegistration(
                        UUID.randomUUID().toString(),
                        registration,
                        Optional.of(ven.id().value())));
    }

    private static Optional<OadrPayload> requestReregistration(VenEntry ven) {
        return Optional.of(new RequestReregistration(ven.id().value()));
    }

    /**
     * For a VEN whose registration the VTN has ended and that polls: it is told that, due or not, until it has answered.
     *
     * @throws java.util.NoSuchElementException if the VTN has not ended its registration
     */
    public OadrPayload cancellation(VenEntry ven) {
        outbox.claim(ven.id());
        return cancelRegistration(ven).orElseThrow();
    }

    /** The next message that is due. Without a query if none is. */
    public Optional<Outgoing> next(VenEntry ven) {
        return outbox.isQuiet(ven.id()) ? Optional.empty() : nextStored(ven);
    }

    /** As {@link #next}, by what is stored and not by what this node remembers. */
    public Optional<Outgoing> nextStored(VenEntry ven) {
        for (int i = 0; i < contents.size(); i++) {
            Optional<Claim> claim = outbox.claim(ven.id());
            if (claim.isEmpty()) {
                return Optional.empty();
            }
            Optional<OadrPayload> payload = contents.get(claim.get().kind()).apply(ven);
            if (payload.isPresent()) {
                return Optional.of(new Outgoing(claim.get(), payload.get()));
            }
            outbox.remove(claim.get());
        }
        return Optional.empty();
    }
}
