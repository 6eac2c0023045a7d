package eu.flexcoop.middleware.security.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * What a valid client certificate of a box says.
 *
 * @param fingerprint SHA-256 over the DER form, upper-case hex pairs with colons, last ten bytes (OpenADR custom)
 * @param sha256 SHA-256 over the DER form, 64 lower-case hex digits
 * @param account common name of the subject
 * @param aggregator organisation of the subject
 * @param notAfter end of validity
 */
public record BoxCertificate(
        String fingerprint, String sha256, AccountId account, AggregatorId aggregator, Instant notAfter) {
    public BoxCertificate {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(notAfter, "notAfter");
    }
}
