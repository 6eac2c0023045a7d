package eu.flexcoop.middleware.security.api;

import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * Somebody whose token was checked.
 *
 * @param subject the token's {@code sub}
 * @param role the strongest role that the token has
 * @param account the prosumer, for {@link Role#PROSUMER} only
 * @param aggregator the cooperative, for prosumers and aggregators whose token says so
 * @param client the component ({@code azp} or {@code client_id}), where the token says so
 */
public record Caller(
        String subject,
        Role role,
        Optional<AccountId> account,
        Optional<AggregatorId> aggregator,
        Optional<String> client)
        implements Principal {
    public Caller {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(client, "client");
    }

    @Override
    public String getName() {
        return subject;
    }
}
