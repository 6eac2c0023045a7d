package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Who is at the other end of a connection.
 *
 * @param certificate absent only in development, where the configuration allows it, and in answers to pushed messages
 * @param signed its message has an XML signature that counts
 * @param answering the VEN that answers a message which was pushed to it; whether it has signed was checked before
 */
public record Peer(Optional<BoxCertificate> certificate, boolean signed, Optional<VenId> answering) {
    public static final Peer WITHOUT_CERTIFICATE = new Peer(Optional.empty(), false, Optional.empty());

    public static Peer of(BoxCertificate certificate) {
        return new Peer(Optional.of(certificate), false, Optional.empty());
    }

    /** The server that a message was pushed to is the VEN, whatever its answer says. */
    public static Peer answering(VenId ven) {
        return new Peer(Optional.empty(), false, Optional.of(ven));
    }

    public Peer withSignature() {
        return new Peer(certificate, true, answering);
    }
}
