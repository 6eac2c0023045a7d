package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.CertificateIdentity;

/** The HTTP side of the VTN: who is there, which service, bytes in and out. */
final class VtnHandler {
    private static final String RETRY_AFTER_SECONDS = "10";
    /** What clients in the field call XML: avob says text/plain, curl calls everything a form. */
    private static final Set<String> XML_TYPES =
            Set.of("application/xml", "text/xml", "text/plain", "application/x-www-form-urlencoded");

    /** Codes for what a box does in the name of another one, or without being admitted. */
    private static final Set<String> OF_IDENTITY =
            Set.of(RefusedException.NOT_ALLOWED, RefusedException.INVALID_ID, RefusedException.NOT_REGISTERED);

    private final VtnDispatcher dispatcher;
    private final VenMessages messages;
    private final CertificateIdentity identity;
    private final boolean allowWithoutCertificate;
    private final RefusalLog log = new RefusalLog(Clock.systemUTC());

    VtnHandler(
            VtnDispatcher dispatcher,
            VenMessages messages,
            CertificateIdentity identity,
            boolean allowWithoutCertificate) {
        this.dispatcher = dispatcher;
        this.messages = messages;
        this.identity = identity;
        this.allowWithoutCertificate = allowWithoutCertificate;
    }

    void handle(HttpExchange exchange) throws IOException {
        Optional<OadrService> service = OadrService.ofPath(exchange.path());
        if (service.isEmpty()) {
            refuse(exchange, 404, "There is no service '%s' of OpenADR 2.0b here".formatted(exchange.path()));
            return;
        }
        if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            refuse(exchange, 405, "OpenADR 2.0b messages are sent by POST");
            return;
        }
        exchange.operation(service.get().path());
        String type = exchange.header("Content-Type");
        if (!isXml(type)) {
            refuse(exchange, 415, "Send application/xml, not '%s'".formatted(type));
            return;
        }
        Optional<Peer> peer = peer(exchange);
        if (peer.isEmpty()) {
            refuse(exchange, 403, "A valid client certificate of a VEN is needed");
            return;
        }
        send(exchange, dispatcher.handle(service.get(), peer.get(), exchange.body()));
    }

    private void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        log.refused(
                exchange.remoteAddress(),
                "Answered %s %s with %d: %s".formatted(exchange.method(), exchange.path(), status, reason));
        plain(exchange, status, RefusalLog.printable(reason));
    }

    private static boolean isXml(String type) {
        if (type == null) {
            return true;
        }
        int end = type.indexOf(';');
        return XML_TYPES.contains(
                (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT));
    }

    private Optional<Peer> peer(HttpExchange exchange) {
        Optional<X509Certificate> certificate = exchange.certificate();
        if (certificate.isPresent()) {
            return identity.identify(certificate.get()).map(Peer::of);
        }
        return allowWithoutCertificate ? Optional.of(Peer.WITHOUT_CERTIFICATE) : Optional.empty();
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.refusal().filter(OF_IDENTITY::contains).ifPresent(code -> exchange.refused("openadr:" + code));
        if (answer.payload().isPresent()) {
            exchange.answer(
                    200, "application/xml", messages.write(answer.payload().get(), answer.signed()));
        } else if (answer.status() == 200) {
            exchange.answer(200);
        } else {
            plain(exchange, answer.status(), answer.reason());
        }
    }

    private static void plain(HttpExchange exchange, int status, String reason) throws IOException {
        if (status == 503) {
            exchange.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        exchange.answer(status, "text/plain;charset=utf-8", (reason + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
