package eu.flexcoop.middleware.security.oauth.internal;

import java.net.URI;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

/**
 * How the tokens of one issuer are read, and what that issuer may say at all: a cooperative's own issuer must neither make
 * administrators nor speak for another cooperative.
 *
 * @param audience tokens must name it, if present
 * @param roleClaims dotted paths of claims with role names
 * @param roleNames what the issuer calls a role, other than by our own name
 * @param grants roles that the issuer may grant; others are ignored
 * @param aggregatorClaims dotted paths, tried in order; {@link #ISSUER_HOST} stands for the host of the issuer
 * @param aggregators cooperatives that the issuer may name; empty means all
 */
public record ClaimRules(
        Optional<String> audience,
        List<String> roleClaims,
        Map<String, Role> roleNames,
        Set<Role> grants,
        List<String> aggregatorClaims,
        Set<String> aggregators) {
    static final String ISSUER_HOST = "issuer-host";

    public ClaimRules {
        Objects.requireNonNull(audience, "audience");
        roleClaims = List.copyOf(roleClaims);
        roleNames = Map.copyOf(roleNames);
        grants = Set.copyOf(grants);
        aggregatorClaims = List.copyOf(aggregatorClaims);
        aggregators = Set.copyOf(aggregators);
    }

    /** @throws InvalidTokenException if the claims name no role or somebody that the issuer may not name */
    Caller callerOf(Claims claims) {
        audience.filter(wanted -> !claims.hasAudience(wanted)).ifPresent(wanted -> {
            throw new InvalidTokenException("The token is not meant for '%s'".formatted(wanted));
        });
        Role role = strongestRole(claims);
        boolean prosumer = role == Role.PROSUMER;
        return new Caller(
                claims.getSubject(),
                role,
                prosumer ? Optional.of(new AccountId(claims.getSubject())) : Optional.empty(),
                prosumer || role == Role.AGGREGATOR ? aggregator(claims) : Optional.empty(),
                Optional.ofNullable(claims.getIssuedFor()).or(() -> claims.text("client_id")),
                names(claims, role));
    }

    /** Names that stand for a role of the platform are left out unless the issuer may grant it. */
    private Set<String> names(Claims claims, Role role) {
        Set<String> names = new HashSet<>(Set.of(role.key()));
        for (String path : roleClaims) {
            for (String name : claims.texts(path)) {
                if (role(name).allMatch(grants::contains)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private Role strongestRole(Claims claims) {
        return roleClaims.stream()
                .flatMap(path -> claims.texts(path).stream())
                .flatMap(this::role)
                .filter(grants::contains)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new InvalidTokenException(
                        "The token names none of the roles that its issuer may grant, looked in %s"
                                .formatted(roleClaims)));
    }

    private Stream<Role> role(String name) {
        Role mapped = roleNames.get(name);
        return mapped != null
                ? Stream.of(mapped)
                : Stream.of(Role.values()).filter(role -> role.key().equals(name));
    }

    private Optional<AggregatorId> aggregator(Claims claims) {
        Optional<String> named = aggregatorClaims.stream()
                .flatMap(path -> (path.equals(ISSUER_HOST)
                                ? Optional.ofNullable(
                                        URI.create(claims.getIssuer()).getHost())
                                : claims.text(path))
                        .stream())
                .findFirst();
        named.filter(name -> !aggregators.isEmpty() && !aggregators.contains(name))
                .ifPresent(name -> {
                    throw new InvalidTokenException(
                            "Issuer %s may not speak for aggregator %s".formatted(claims.getIssuer(), name));
                });
        return named.map(AggregatorId::new);
    }
}
