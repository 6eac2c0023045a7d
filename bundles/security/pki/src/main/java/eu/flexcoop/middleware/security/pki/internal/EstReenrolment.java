package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/** {@code /.well-known/est/simplereenroll} (RFC 7030, 4.2.2). */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class EstReenrolment extends Renewal {
    @Activate
    public EstReenrolment(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(new BoxEnrolment(authority, register, config), config.maxBodyBytes());
    }

    EstReenrolment(BoxEnrolment enrolment, long maxBodyBytes) {
        super("/.well-known/est/simplereenroll", enrolment, maxBodyBytes);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.operation("simplereenroll");
        if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            exchange.answer(405);
            return;
        }
        X509Certificate renewed = renewed(exchange, () -> exchange.body().readAllBytes());
        exchange.setHeader("Content-Transfer-Encoding", "base64");
        exchange.answer(200, CertsOnly.MEDIA_TYPE, CertsOnly.encode(renewed));
    }
}
