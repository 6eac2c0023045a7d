package eu.flexcoop.middleware.http.hub.internal;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

import org.eclipse.jetty.io.ssl.SslHandshakeListener;

import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;

/**
 * Tells the {@link AuditLog} of TLS handshakes that failed because of the client's certificate. Other failures are those of scanners, load balancers and clients
 * that do not trust the server, of which there is nothing to audit. Thread-safe.
 */
final class HandshakeAudit implements SslHandshakeListener {
    static final String ACTION = "tls.handshake";
    private static final String EXPIRED = "tls:certificate.expired";
    private static final String UNTRUSTED = "tls:certificate.untrusted";
    private static final String MISSING = "tls:certificate.missing";
    /** What the JDK's TLS says for all protocols; there is no type for it. */
    private static final String NO_CERTIFICATE = "Empty client certificate chain";

    private static final int REFUSED = 403;
    private static final int HEX = 16;

    private final AuditLog log;
    private final String listener;

    /** @param listener its name */
    HandshakeAudit(AuditLog log, String listener) {
        this.log = log;
        this.listener = listener;
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        reason(failure).ifPresent(reason -> {
            String target = claimed(failure)
                    .map(certificate ->
                            listener + " " + certificate.getSerialNumber().toString(HEX))
                    .orElse(listener);
            // nothing that the client has shown is proved, so it is known by its address
            log.record(new AuditEvent(
                    AuditActor.UNKNOWN, ACTION, target, event.getSSLEngine().getPeerHost(), REFUSED, reason));
        });
    }

    private static Optional<String> reason(Throwable failure) {
        if (find(CertificateExpiredException.class, failure).isPresent()) {
            return Optional.of(EXPIRED);
        }
        if (find(CertificateException.class, failure).isPresent()) {
            return Optional.of(UNTRUSTED);
        }
        return find(SSLHandshakeException.class, failure)
                .filter(error -> NO_CERTIFICATE.equals(error.getMessage()))
                .map(error -> MISSING);
    }

    /** The certificate that could not be validated, where its chain leads to an authority of ours. */
    private static Optional<X509Certificate> claimed(Throwable failure) {
        return find(CertPathValidatorException.class, failure)
                .filter(error -> error.getCertPath() != null)
                .flatMap(error -> error.getCertPath().getCertificates().stream().findFirst())
                .map(X509Certificate.class::cast);
    }

    private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
