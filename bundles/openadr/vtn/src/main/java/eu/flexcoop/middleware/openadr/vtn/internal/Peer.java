package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Optional;

import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Who is at the other end of a connection.
 *
 * @param certificate absent only in development, where the configuration allows it
 */
record Peer(Optional<BoxCertificate> certificate) {
    static final Peer WITHOUT_CERTIFICATE = new Peer(Optional.empty());

    static Peer of(BoxCertificate certificate) {
        return new Peer(Optional.of(certificate));
    }
}
