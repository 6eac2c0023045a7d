package eu.flexcoop.middleware.telemetry.api;

import java.util.Objects;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;

/** A box and whose it is; every device behind it inherits account and aggregator. */
public record BoxOwner(VenId ven, AccountId account, AggregatorId aggregator) {
    public BoxOwner {
        Objects.requireNonNull(ven, "ven");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
    }
}
