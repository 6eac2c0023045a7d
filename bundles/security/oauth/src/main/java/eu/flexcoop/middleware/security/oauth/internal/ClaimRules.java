package eu.flexcoop.middleware.security.oauth.internal;

import java.net.URI;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 * @param grants roles that the issuer may grant, others are ignored; empty means all for the installation's own issuer, and
 *     prosumer and aggregator for every other one
 * @param aggregatorClaims dotted paths, tried in order; {@link #ISSUER_HOST} stands for the host of the issuer
 * @param aggregators cooperatives that the issuer may name; empty means all for the installation's own issuer, and the host of
 *     the issuer for every other one
 */
public record ClaimRules(
        Optional<String> audience,
        List<String> roleClaims,
        Map<String, Role> roleNames,
        Set<Role> grants,
        List<String> aggregatorClaims,
        Set<String> aggregators) {
    static final String ISSUER_HOST = "issuer-host";
    private static final Set<Role> ALL = Set.of(Role.values());
    private static final Set<Role> MEMBERS = Set.of(Role.PROSUMER, Role.AGGREGATOR);

    public ClaimRules {
        Objects.requireNonNull(audience, "audience");
        roleClaims = List.copyOf(roleClaims);
        roleNames = Map.copyOf(roleNames);
        grants = Set.copyOf(grants);
        aggregatorClaims = List.copyOf(aggregatorClaims);
        aggregators = Set.copyOf(aggregators);
    }

    /**
     * @param own whether the claims are of the installation's own issuer
     * @throws InvalidTokenException if the claims name no role or somebody that the issuer may not name
     */
    Caller callerOf(Claims claims, boolean own) {
        audience.filter(wanted -> !claims.hasAudience(wanted)).ifPresent(wanted -> {
            throw new InvalidTokenException("The token is not meant for '%s'".formatted(wanted));
        });
        Set<Role> granted = !grants.isEmpty() ? grants : own ? ALL : MEMBERS;
        Role role = strongestRole(claims, granted);
        boolean prosumer = role == Role.PROSUMER;
        return new Caller(
                claims.getSubject(),
                role,
                prosumer ? Optional.of(id("sub", claims.getSubject(), AccountId::new)) : Optional.empty(),
                prosumer || role == Role.AGGREGATOR ? aggregator(claims, own) : Optional.empty(),
                Optional.ofNullable(claims.getIssuedFor()).or(() -> claims.text("client_id")),
                names(claims, role, granted));
    }

    /** Names that stand for a role of the platform are left out unless the issuer may grant it. */
    private Set<String> names(Claims claims, Role role, Set<Role> granted) {
        Set<String> names = new HashSet<>(Set.of(role.key()));
        for (String path : roleClaims) {
            for (String name : claims.texts(path)) {
                if (role(name).allMatch(granted::contains)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private Role strongestRole(Claims claims, Set<Role> granted) {
        return roleClaims.stream()
                .flatMap(path -> claims.texts(path).stream())
                .flatMap(this::role)
                .filter(granted::contains)
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

    private Optional<AggregatorId> aggregator(Claims claims, boolean own) {
        Optional<String> host =
                Optional.ofNullable(URI.create(claims.getIssuer()).getHost());
        Optional<String> named = aggregatorClaims.stream()
                .flatMap(path -> (path.equals(ISSUER_HOST) ? host : claims.text(path)).stream())
                .findFirst();
        named.filter(name -> aggregators.isEmpty() ? !own && !host.equals(named) : !aggregators.contains(name))
                .ifPresent(name -> {
                    throw new InvalidTokenException(
                            "Issuer %s may not speak for aggregator %s".formatted(claims.getIssuer(), name));
                });
        return named.map(name -> id("aggregator", name, AggregatorId::new));
    }

    private static <T> T id(String what, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException("The token's %s cannot be used: %s".formatted(what, e.getMessage()), e);
        }
    }
}
