package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.Optional;

import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Who is at the other end of a connection.
 *
 * @param certificate absent only in development, where the configuration allows it
 * @param signed its message has an XML signature that counts
 */
public record Peer(Optional<BoxCertificate> certificate, boolean signed) {
    public static final Peer WITHOUT_CERTIFICATE = new Peer(Optional.empty(), false);

    public static Peer of(BoxCertificate certificate) {
        return new Peer(Optional.of(certificate), false);
    }

    public Peer withSignature() {
        return new Peer(certificate, true);
    }
}
