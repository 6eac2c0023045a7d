package eu.flexcoop.middleware.security.api;

import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
 * @param roles every name that the token gives as a role and that its issuer may give; the key of {@code role} among them
 */
public record Caller(
        String subject,
        Role role,
        Optional<AccountId> account,
        Optional<AggregatorId> aggregator,
        Optional<String> client,
        Set<String> roles)
        implements Principal {
    /**
     * Who has shown no token, where a resource is open to everybody. Owns nothing, and no rule that names a role is about it.
     */
    public static final Caller ANONYMOUS =
            new Caller("", Role.PROSUMER, Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    public Caller {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(client, "client");
        roles = Set.copyOf(roles);
    }

    /** With no other role than the given one. */
    public Caller(
            String subject,
            Role role,
            Optional<AccountId> account,
            Optional<AggregatorId> aggregator,
            Optional<String> client) {
        this(subject, role, account, aggregator, client, Set.of(role.key()));
    }

    /** Nobody in particular: a token always names somebody. */
    public boolean isAnonymous() {
        return subject.isEmpty();
    }

    /** May see and change the rows of everybody: a component of the platform or an operator. */
    public boolean isPrivileged() {
        return switch (role) {
            case SERVICE, ADMIN -> true;
            case PROSUMER, AGGREGATOR -> false;
        };
    }

    /**
     * May act for this prosumer of this cooperative. A prosumer whose token names no account and an aggregator whose token
     * names no cooperative own nothing. A prosumer whose token names a cooperative owns nothing in another one: there the same
     * account is somebody else.
     */
    public boolean owns(AccountId ofAccount, AggregatorId ofAggregator) {
        return switch (role) {
            case SERVICE, ADMIN -> true;
            case PROSUMER -> account.filter(ofAccount::equals).isPresent()
                    && aggregator.map(ofAggregator::equals).orElse(true);
            case AGGREGATOR -> aggregator.filter(ofAggregator::equals).isPresent();
        };
    }

    /**
     * The rows that this caller owns, where the given fields hold the account and the aggregator of a row. It agrees with
     * {@link #owns} for each row that has both.
     *
     * @param accountField empty if rows have no account: then a prosumer owns none
     * @param aggregatorField empty if rows have no aggregator: then an aggregator owns none
     */
    public RowFilter rows(String accountField, String aggregatorField) {
        return switch (role) {
            case SERVICE, ADMIN -> new RowFilter.All();
            case PROSUMER -> accountField.isEmpty() || account.isEmpty()
                    ? new RowFilter.None()
                    : ownRows(accountField, account.get(), aggregatorField);
            case AGGREGATOR -> aggregatorField.isEmpty() || aggregator.isEmpty()
                    ? new RowFilter.None()
                    : new RowFilter.Equal(
                            Map.of(aggregatorField, aggregator.get().value()));
        };
    }

    private RowFilter ownRows(String accountField, AccountId own, String aggregatorField) {
        Map<String, String> values = new HashMap<>(Map.of(accountField, own.value()));
        aggregator.filter(id -> !aggregatorField.isEmpty()).ifPresent(id -> values.put(aggregatorField, id.value()));
        return new RowFilter.Equal(values);
    }

    @Override
    public String getName() {
        return subject;
    }
}
