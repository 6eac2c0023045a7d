package eu.flexcoop.middleware.http.hub.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Somebody who is no configured proxy tells the certificate of a client in a header. */
final class ForgedCertificateException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    ForgedCertificateException(String header) {
        super(
                "http:certificate.forged",
                400,
                "The header %s is taken from configured proxies only".formatted(header),
                "Leave it out and show the certificate in the TLS handshake; operators name proxies in etc/eu.flexcoop.middleware.http.cfg.");
    }
}
