package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/**
 * {@code POST /certificates/renewal} on the listener of the VTN: the JSON form of {@link EstReenrolment}, for the holder of a
 * certificate that is still valid.
 */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class JsonRenewal extends Renewal {
    private final X509Certificate authority;

    @Activate
    public JsonRenewal(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(
                new BoxEnrolment(authority, register, config),
                authority.authority().rootCertificate(),
                config.maxBodyBytes());
    }

    JsonRenewal(BoxEnrolment enrolment, X509Certificate authority, long maxBodyBytes) {
        super("/certificates/renewal", enrolment, maxBodyBytes);
        this.authority = authority;
    }

    @Override
    public ErrorFormat errorFormat() {
        return ErrorFormat.JSON;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.operation("renew");
        if (!JsonExchange.isExpected(exchange)) {
            return;
        }
        X509Certificate issued = renewed(exchange, () -> EnrolmentDocument.request(exchange.body()));
        JsonExchange.answer(exchange, issued, authority);
    }
}
