package eu.flexcoop.middleware.security.pki.internal;

import java.security.cert.X509Certificate;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Tells the {@link AuditLog} of certificates that begin and end. What is refused is in there as the request that asked for it. Thread-safe. */
final class CertificateAudit {
    private static final int DONE = 200;
    private static final int HEX = 16;

    private final AuditLog log;

    CertificateAudit(AuditLog log) {
        this.log = log;
    }

    /** @param requestedBy subject of the token, or the certificate that is renewed */
    void issued(X509Certificate certificate, AccountId account, AggregatorId aggregator, String requestedBy) {
        log.record(new AuditEvent(
                actor(requestedBy),
                "certificate.issue",
                target(certificate.getSerialNumber().toString(HEX), account, aggregator),
                "",
                DONE,
                ""));
    }

    void revoked(IssuedCertificate certificate, String reason) {
        log.record(new AuditEvent(
                AuditActor.UNKNOWN,
                "certificate.revoke",
                target(
                        certificate.serial(),
                        certificate.certificate().account(),
                        certificate.certificate().aggregator()),
                "",
                DONE,
                reason));
    }

    private static AuditActor actor(String requestedBy) {
        return new AuditActor(requestedBy, "", "", "", "", "");
    }

    private static String target(String serial, AccountId account, AggregatorId aggregator) {
        return "certificate %s of account %s of %s".formatted(serial, account, aggregator);
    }
}
