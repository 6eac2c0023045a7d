package eu.flexcoop.middleware.openadr.api;

import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * A VEN that an operator expects to register. Its certificate must have all that is given here.
 *
 * @param id that it will have; chosen by the VTN if empty
 * @param fingerprint of its certificate: SHA-256 in full or the last ten bytes of it, in hex; colons and letter case do not matter
 * @param account common name of its certificate; needed without a fingerprint
 * @param aggregator organisation of its certificate
 * @param name for people, until the VEN says one
 */
public record NewVen(
        Optional<VenId> id,
        Optional<String> fingerprint,
        Optional<AccountId> account,
        AggregatorId aggregator,
        Optional<String> name) {
    public NewVen {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(name, "name");
    }
}
