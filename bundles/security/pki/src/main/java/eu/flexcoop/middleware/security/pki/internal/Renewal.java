package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * An address on the listener of the VTN where a box renews its certificate by showing the present one, so that nobody has to be there. The new
 * certificate names the same account and aggregator; the old one stays valid, since the box may not get the answer.
 */
abstract class Renewal implements HttpEndpoint {
    private final String address;
    private final BoxEnrolment enrolment;
    private final long maxBodyBytes;

    Renewal(String address, BoxEnrolment enrolment, long maxBodyBytes) {
        this.address = address;
        this.enrolment = enrolment;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** A certificate request, which is read only after the present certificate was checked. */
    interface Body {
        byte[] read() throws IOException;
    }

    /** For the holder of the certificate that the connection shows, if that is valid and in the register. */
    final X509Certificate renewed(HttpExchange exchange, Body request) throws IOException {
        BoxCertificate present = enrolment.present(exchange.certificate());
        return enrolment.renew(request.read(), present);
    }

    @Override
    public final String address() {
        return address;
    }

    @Override
    public final Listener listener() {
        return Listener.VTN;
    }

    /** The certificate is checked here. */
    @Override
    public final Access access() {
        return Access.OPEN;
    }

    /** Certificates are issued here. */
    @Override
    public final boolean isAudited() {
        return true;
    }

    @Override
    public final long maxBodyBytes() {
        return maxBodyBytes;
    }
}
