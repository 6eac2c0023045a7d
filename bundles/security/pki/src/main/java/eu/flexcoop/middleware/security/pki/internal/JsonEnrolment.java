package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.Principal;
import java.security.cert.X509Certificate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.security.api.Caller;

/** {@code POST /certificates}: a box without an EST client gets its certificate for a bearer token, request and answer in JSON. */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class JsonEnrolment implements HttpEndpoint {
    private final BoxEnrolment enrolment;
    private final X509Certificate authority;
    private final long maxBodyBytes;

    @Activate
    public JsonEnrolment(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(
                new BoxEnrolment(authority, register, config),
                authority.authority().rootCertificate(),
                config.maxBodyBytes());
    }

    JsonEnrolment(BoxEnrolment enrolment, X509Certificate authority, long maxBodyBytes) {
        this.enrolment = enrolment;
        this.authority = authority;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public String address() {
        return "/certificates";
    }

    @Override
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.operation("enrol");
        if (!JsonExchange.isExpected(exchange)) {
            return;
        }
        Principal caller =
                exchange.caller().orElseThrow(() -> new IllegalStateException("The hub checks the token before"));
        X509Certificate issued = enrolment.enrol(EnrolmentDocument.request(exchange.body()), (Caller) caller);
        JsonExchange.answer(exchange, issued, authority);
    }
}
