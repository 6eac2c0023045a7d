package eu.flexcoop.middleware.security.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One certificate in the register.
 *
 * @param certificate what it says
 * @param issuedAt when it was handed out
 * @param revokedAt when it was ended before its time
 */
public record IssuedCertificate(BoxCertificate certificate, Instant issuedAt, Optional<Instant> revokedAt) {
    public IssuedCertificate {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(issuedAt, "issuedAt");
        Objects.requireNonNull(revokedAt, "revokedAt");
    }
}
