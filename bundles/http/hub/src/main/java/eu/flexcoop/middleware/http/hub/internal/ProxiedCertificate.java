package eu.flexcoop.middleware.http.hub.internal;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

/**
 * What a reverse proxy says of the client behind it. It replaces the certificate of the connection, which is the proxy's own.
 *
 * @param certificate that the client has proved to own to the proxy; empty if it showed none
 */
record ProxiedCertificate(Optional<X509Certificate> certificate) {
    private static final String ATTRIBUTE = ProxiedCertificate.class.getName();

    void storeIn(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Empty unless the request came from a proxy. */
    static Optional<ProxiedCertificate> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ProxiedCertificate proxied
                ? Optional.of(proxied)
                : Optional.empty();
    }
}
