package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * A box that wanted to register and was not admitted, since no operator has added it.
 *
 * @param fingerprint of its certificate, last ten bytes; empty for one without a certificate
 * @param account common name of its certificate
 * @param aggregator organisation of its certificate
 * @param name as it called itself; may be empty
 * @param reason why it was refused
 * @param attempts how often it tried
 * @param lastAttempt when it tried last
 */
public record RefusedVen(
        Optional<String> fingerprint,
        AccountId account,
        AggregatorId aggregator,
        String name,
        String reason,
        long attempts,
        Instant lastAttempt) {
    public RefusedVen {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(lastAttempt, "lastAttempt");
    }
}
