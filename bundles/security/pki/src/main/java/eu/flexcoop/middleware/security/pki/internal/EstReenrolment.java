package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * {@code /.well-known/est/simplereenroll} on the listener of the VTN: a box renews its certificate by showing the present one
 * (RFC 7030, 4.2.2), so that nobody has to be there. The new certificate names the same account and aggregator; the old one stays
 * valid, since the box may not get the answer.
 */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class EstReenrolment implements HttpEndpoint {
    private final BoxEnrolment enrolment;
    private final long maxBodyBytes;

    @Activate
    public EstReenrolment(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(new BoxEnrolment(authority, register, config), config.maxBodyBytes());
    }

    EstReenrolment(BoxEnrolment enrolment, long maxBodyBytes) {
        this.enrolment = enrolment;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public String address() {
        return "/.well-known/est/simplereenroll";
    }

    @Override
    public Listener listener() {
        return Listener.VTN;
    }

    /** The certificate is checked here. */
    @Override
    public Access access() {
        return Access.OPEN;
    }

    /** Certificates are issued here. */
    @Override
    public boolean isAudited() {
        return true;
    }

    @Override
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.operation("simplereenroll");
        if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            exchange.answer(405);
            return;
        }
        BoxCertificate present = enrolment.present(exchange.certificate());
        X509Certificate renewed = enrolment.renew(exchange.body().readAllBytes(), present);
        exchange.setHeader("Content-Transfer-Encoding", "base64");
        exchange.answer(200, CertsOnly.MEDIA_TYPE, CertsOnly.encode(renewed));
    }
}
