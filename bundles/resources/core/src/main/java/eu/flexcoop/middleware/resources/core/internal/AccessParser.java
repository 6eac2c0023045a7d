package eu.flexcoop.middleware.resources.core.internal;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.AccessRule;
import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.security.api.Role;

/** Reads the {@code access} block, or makes the platform's default where there is none. */
final class AccessParser {
    private static final Set<Method> ALL = EnumSet.allOf(Method.class);
    private static final Set<String> KEYS = Set.of("methods", "rows", "clients", "change");

    private AccessParser() {}

    static AccessRule access(Spot definition, Map<String, FieldRule> schema) throws DefinitionException {
        if (!definition.has("access")) {
            return byDefault(schema);
        }
        Map<Role, Grant> grants = new EnumMap<>(Role.class);
        for (Map.Entry<String, Spot> member : definition.at("access").members().entrySet()) {
            Role role = Arrays.stream(Role.values())
                    .filter(candidate -> candidate.key().equals(member.getKey()))
                    .findFirst()
                    .orElseThrow(() -> member.getValue()
                            .error(
                                    "unknown role '%s', use one of %s",
                                    member.getKey(),
                                    Arrays.stream(Role.values()).map(Role::key).collect(Collectors.joining(", "))));
            grants.put(role, grant(member.getValue(), schema));
        }
        return new AccessRule(grants);
    }

    private static Grant grant(Spot spot, Map<String, FieldRule> schema) throws DefinitionException {
        for (Map.Entry<String, Spot> member : spot.members().entrySet()) {
            if (!KEYS.contains(member.getKey())) {
                throw member.getValue()
                        .error("unknown key '%s', use one of methods, rows, clients, change", member.getKey());
            }
        }
        Map<String, Owner> rows = new LinkedHashMap<>();
        if (spot.has("rows")) {
            for (Map.Entry<String, Spot> member : spot.at("rows").members().entrySet()) {
                if (!schema.containsKey(member.getKey())) {
                    throw member.getValue().error("rows are compared by '%s', which the schema lacks", member.getKey());
                }
                rows.put(member.getKey(), owner(member.getValue()));
            }
        }
        Set<Method> methods = spot.has("methods") ? DefinitionParser.methods(spot, "methods", List.of(), ALL) : ALL;
        Optional<Set<String>> changeable =
                spot.has("change") ? Optional.of(Set.copyOf(spot.texts("change"))) : Optional.empty();
        return new Grant(methods, rows, Set.copyOf(spot.texts("clients")), changeable);
    }

    private static Owner owner(Spot spot) throws DefinitionException {
        String key = spot.text();
        return Arrays.stream(Owner.values())
                .filter(owner -> owner.key().equals(key))
                .findFirst()
                .orElseThrow(() -> spot.error(
                        "unknown owner %s, use one of %s",
                        spot.found(),
                        Arrays.stream(Owner.values()).map(Owner::key).collect(Collectors.joining(", "))));
    }

    /**
     * Own rows for prosumers and aggregators where the schema says whose a row is; where it does not, the data is nobody's
     * and any valid token reads it. A schema that names only one kind of owner is closed to the other kind.
     */
    private static AccessRule byDefault(Map<String, FieldRule> schema) {
        Map<Role, Grant> grants = new EnumMap<>(Role.class);
        grants.put(Role.SERVICE, new Grant(ALL, Map.of(), Set.of(), Optional.empty()));
        grants.put(Role.ADMIN, new Grant(ALL, Map.of(), Set.of(), Optional.empty()));
        boolean accounts = schema.containsKey("account_id");
        boolean aggregators = schema.containsKey("aggregator_id");
        if (!accounts && !aggregators) {
            Grant read = new Grant(Set.of(Method.GET), Map.of(), Set.of(), Optional.empty());
            grants.put(Role.PROSUMER, read);
            grants.put(Role.AGGREGATOR, read);
        }
        if (accounts) {
            grants.put(Role.PROSUMER, new Grant(ALL, Map.of("account_id", Owner.ACCOUNT), Set.of(), Optional.empty()));
        }
        if (aggregators) {
            grants.put(
                    Role.AGGREGATOR,
                    new Grant(ALL, Map.of("aggregator_id", Owner.AGGREGATOR), Set.of(), Optional.empty()));
        }
        return new AccessRule(grants);
    }
}
