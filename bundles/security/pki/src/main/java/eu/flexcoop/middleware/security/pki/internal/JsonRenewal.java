package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * {@code POST /certificates/renewal} on the listener of the VTN: the JSON form of {@link EstReenrolment}, for the holder of a
 * certificate that is still valid.
 */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class JsonRenewal implements HttpEndpoint {
    private final BoxEnrolment enrolment;
    private final X509Certificate authority;
    private final long maxBodyBytes;

    @Activate
    public JsonRenewal(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(
                new BoxEnrolment(authority, register, config),
                authority.authority().rootCertificate(),
                config.maxBodyBytes());
    }

    JsonRenewal(BoxEnrolment enrolment, X509Certificate authority, long maxBodyBytes) {
        this.enrolment = enrolment;
        this.authority = authority;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public String address() {
        return "/certificates/renewal";
    }

    @Override
    public Listener listener() {
        return Listener.VTN;
    }

    @Override
    public ErrorFormat errorFormat() {
        return ErrorFormat.JSON;
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
        exchange.operation("renew");
        if (!JsonExchange.isExpected(exchange)) {
            return;
        }
        BoxCertificate present = enrolment.present(exchange.certificate());
        X509Certificate issued = enrolment.renew(EnrolmentDocument.request(exchange.body()), present);
        JsonExchange.answer(exchange, issued, authority);
    }
}
