package eu.flexcoop.middleware.imports.amon.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/** Whose the devices of a company are where an upload does not say it. */
record Companies(Map<String, Owner> owners) {
    /** @param account of all devices of the company, if they have the same */
    record Owner(AggregatorId aggregator, Optional<AccountId> account) {}

    Companies {
        owners = Map.copyOf(owners);
    }

    /**
     * @param text {@code companyId=aggregator_id} or {@code companyId=aggregator_id/account_id}, separated by commas
     * @throws IllegalArgumentException if it is something else
     */
    static Companies parse(String text) {
        Map<String, Owner> owners = new HashMap<>();
        for (String entry : text.split(",")) {
            if (entry.isBlank()) {
                continue;
            }
            String[] companyAndOwner = entry.strip().split("\\s*=\\s*", 2);
            String[] owner = companyAndOwner[companyAndOwner.length - 1].split("/", 2);
            if (companyAndOwner.length < 2 || companyAndOwner[0].isBlank() || owner[0].isBlank()) {
                throw new IllegalArgumentException(
                        "companies: '%s' is not companyId=aggregator_id or companyId=aggregator_id/account_id"
                                .formatted(entry.strip()));
            }
            Optional<AccountId> account =
                    owner.length == 1 ? Optional.empty() : Optional.of(new AccountId(owner[1].strip()));
            owners.put(companyAndOwner[0].strip(), new Owner(new AggregatorId(owner[0].strip()), account));
        }
        return new Companies(owners);
    }

    Optional<Owner> owner(String company) {
        return Optional.ofNullable(owners.get(company));
    }
}
