package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/** {@code /ocsp}: requests as the body of a POST, or in base64 as the rest of the path of a GET (RFC 6960, A.1). */
@Component(service = HttpEndpoint.class, configurationPid = PkiConfig.PID)
public final class OcspEndpoint implements HttpEndpoint {
    private static final String MEDIA_TYPE = "application/ocsp-response";
    private static final int QUANTUM = 4;
    /** Ten certificates and a nonce take less than 3 KiB. */
    private static final long MOST_BYTES = 8192;

    private final OcspResponder responder;
    private final String reusable;

    @Activate
    public OcspEndpoint(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(
                new OcspResponder(
                        authority.authority(), register, Duration.parse(config.cacheFor()), Clock.systemUTC()),
                Duration.parse(config.cacheFor()));
    }

    OcspEndpoint(OcspResponder responder, Duration cacheFor) {
        this.responder = responder;
        this.reusable = "max-age=%d, public, no-transform, must-revalidate".formatted(cacheFor.toSeconds());
    }

    @Override
    public String address() {
        return "/ocsp";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    /** Nothing can be changed here. */
    @Override
    public boolean isAudited() {
        return false;
    }

    @Override
    public long maxBodyBytes() {
        return MOST_BYTES;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.operation("ocsp");
        boolean inPath = exchange.method().equals("GET");
        if (!inPath && !exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "GET, POST");
            exchange.answer(405);
            return;
        }
        OcspResponder.Answer answer = responder.answer(
                inPath ? decoded(exchange.path()) : exchange.body().readAllBytes());
        exchange.setHeader("Cache-Control", inPath && answer.reusable() ? reusable : "no-store");
        exchange.answer(200, MEDIA_TYPE, answer.der());
    }

    /** Empty, which is no request, if it is not base64. */
    private static byte[] decoded(String path) {
        // the exchange takes slashes from the end of a path, but here they are digits
        String digits = path + "/".repeat((QUANTUM - path.length() % QUANTUM) % QUANTUM);
        try {
            return Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
