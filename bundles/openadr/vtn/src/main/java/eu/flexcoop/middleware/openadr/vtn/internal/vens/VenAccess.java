package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** Identifies the virtual end node that sends a message, by its certificate and never by the venID alone. */
public final class VenAccess {
    private static final Logger LOG = LoggerFactory.getLogger(VenAccess.class);

    private final StoredVenRegistry vens;
    private final VenPresence presence;
    private final PushSchedule pushes;
    private final RegistrationPolicy policy;
    private final Clock clock;

    public VenAccess(
            StoredVenRegistry vens, VenPresence presence, PushSchedule pushes, RegistrationPolicy policy, Clock clock) {
        this.vens = vens;
        this.presence = presence;
        this.pushes = pushes;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * The registered sender; notes that it was seen. No query as long as this node knows the VEN.
     *
     * @param venId as the message says; may be absent where there is a certificate
     * @throws RefusedException with 463 if it is not registered or names another one
     */
    public VenEntry require(Peer peer, Optional<String> venId) {
        return requireRegistered(identified(peer, venId));
    }

    /**
     * The sender, registered or not.
     *
     * @throws RefusedException with 463 if it is not known or names another one
     */
    public VenEntry identified(Peer peer, Optional<String> venId) {
        VenEntry ven = identify(peer, venId);
        MDC.put("venId", ven.id().value());
        if (venId.isPresent() && !venId.get().equals(ven.id().value())) {
            throw new RefusedException(
                    RefusedException.NOT_REGISTERED,
                    "venID '%s' does not belong to this certificate".formatted(venId.get()));
        }
        return ven;
    }

    /** Notes that the VEN was seen. */
    public VenEntry requireRegistered(VenEntry ven) {
        if (!ven.isRegistered()) {
            throw new RefusedException(
                    RefusedException.NOT_REGISTERED, "VEN '%s' is not registered now".formatted(ven.id()));
        }
        Instant now = clock.instant();
        presence.seen(ven, now);
        if (!ven.online()) {
            vens.states().backOnline(ven.id(), now);
        }
        if (ven.unreachable().isPresent()) {
            vens.states().reachable(ven.id(), now);
            pushes.called(ven.id());
        }
        return ven;
    }

    /** The VEN has registered: it is known to be there, also if it never sends another message. */
    public void registered(VenEntry ven) {
        presence.store(ven, clock.instant());
    }

    /** Whether an unknown VEN that polls is asked to register. */
    public boolean reregistersUnknown() {
        return policy.reregistersUnknown();
    }

    private VenEntry identify(Peer peer, Optional<String> venId) {
        if (peer.answering().isPresent()) {
            return vens.knownById(peer.answering().get()).orElseThrow(() -> unknown(venId, "any more"));
        }
        if (peer.certificate().isEmpty()) {
            VenEntry ven = venId.flatMap(this::withoutCertificate)
                    .orElseThrow(() -> unknown(venId, "and there is no certificate"));
            requireSignature(peer, ven);
            return ven;
        }
        BoxCertificate certificate = peer.certificate().get();
        VenEntry ven = vens.knownByCertificate(certificate)
                .or(() -> renewed(peer, certificate, venId))
                .orElseThrow(() -> unknown(venId, "for this certificate"));
        requireSignature(peer, ven);
        return ven;
    }

    /** @throws RefusedException with 454 if the VEN is registered for signatures and has not signed the message */
    public void requireSignature(Peer peer, VenEntry ven) {
        if (ven.isRegistered() && ven.xmlSignature() && !peer.signed()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA,
                    "VEN '%s' is registered with oadrXmlSignature: its messages must be signed".formatted(ven.id()));
        }
    }

    /** Whether what goes to that peer is signed, whatever it sent. No query. */
    public boolean expectsSignatures(Peer peer) {
        return peer.certificate().filter(vens::expectsSignatures).isPresent();
    }

    private static RefusedException unknown(Optional<String> venId, String why) {
        return RefusedException.unknownVen("venID '%s' is not known %s".formatted(venId.orElse(""), why));
    }

    /** A node that has a certificate is never known by its name alone. */
    public Optional<VenEntry> withoutCertificate(String venId) {
        return entry(venId).filter(ven -> ven.fingerprint().isEmpty());
    }

    /** The VEN of the same account that now has another certificate. */
    public Optional<VenEntry> renewed(Peer peer, BoxCertificate certificate, Optional<String> venId) {
        if (!policy.acceptsRenewedCertificates()) {
            return Optional.empty();
        }
        Optional<VenEntry> ven = venId.flatMap(this::entry)
                .filter(found -> found.fingerprint().isPresent() && !found.provisioned())
                .filter(found -> found.account().equals(certificate.account())
                        && found.aggregator().equals(certificate.aggregator()));
        ven.ifPresent(found -> {
            requireSignature(peer, found);
            vens.registrations().rebind(found.id(), certificate, clock.instant());
            LOG.info("VEN {} came with a new certificate, fingerprint {}", found.id(), certificate.fingerprint());
        });
        return ven;
    }

    private Optional<VenEntry> entry(String venId) {
        return venId.isBlank() ? Optional.empty() : vens.knownById(new VenId(venId));
    }
}
