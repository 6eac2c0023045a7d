package eu.flexcoop.middleware.security.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One certificate in the register.
 *
 * @param certificate what it says
 * @param serial serial number in lower-case hex
 * @param issuedAt when it was handed out
 * @param requestedBy subject of the token that it was issued for, or the certificate that it renews
 * @param revocation when and why it was ended before its time
 */
public record IssuedCertificate(
        BoxCertificate certificate,
        String serial,
        Instant issuedAt,
        String requestedBy,
        Optional<Revocation> revocation) {
    /** The end of a certificate before its time; the reason may be empty. */
    public record Revocation(Instant at, String reason) {
        public Revocation {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(reason, "reason");
        }
    }

    public IssuedCertificate {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(serial, "serial");
        Objects.requireNonNull(issuedAt, "issuedAt");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(revocation, "revocation");
    }
}
