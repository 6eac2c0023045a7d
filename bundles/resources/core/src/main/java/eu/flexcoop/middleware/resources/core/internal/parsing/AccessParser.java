package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.AccessRule;
import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.AccessRule.Limits;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.EveAccess;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.UnknownFields;
import eu.flexcoop.middleware.security.api.Role;

/** Reads the {@code access} block. Without one, and without keys of Eve about access, nobody but an admin may use the resource. */
final class AccessParser {
    private static final Set<Method> ALL = EnumSet.allOf(Method.class);
    private static final Set<String> KEYS = Set.of("methods", "rows", "clients", "change", "hidden", "elements");

    private static final Pattern MEMBER = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private AccessParser() {}

    static AccessRule access(JsonLocation definition, Map<String, FieldRule> schema) throws DefinitionException {
        Map<Role, Grant> grants = new EnumMap<>(Role.class);
        EveAccess eve = EveAccessParser.access(definition, schema);
        if (!definition.has("access")) {
            // a definition with Eve's keys says who may use it: every caller whom they do not keep out
            for (Role role : eve == EveAccess.NONE ? EnumSet.of(Role.ADMIN) : EnumSet.allOf(Role.class)) {
                grants.put(role, Grant.of(ALL, Map.of()));
            }
            return new AccessRule(grants, eve);
        }
        for (Map.Entry<String, JsonLocation> member :
                definition.at("access").members().entrySet()) {
            definition.attempt(() -> grants.put(role(member), grant(definition, member.getValue(), schema)), null);
        }
        return new AccessRule(grants, eve);
    }

    private static Role role(Map.Entry<String, JsonLocation> member) throws DefinitionException {
        return Arrays.stream(Role.values())
                .filter(candidate -> candidate.key().equals(member.getKey()))
                .findFirst()
                .orElseThrow(() -> member.getValue()
                        .error(
                                "unknown role '%s', use one of %s",
                                member.getKey(),
                                Arrays.stream(Role.values()).map(Role::key).collect(Collectors.joining(", "))));
    }

    private static Grant grant(JsonLocation definition, JsonLocation location, Map<String, FieldRule> schema)
            throws DefinitionException {
        Grant grant = grant(location, schema);
        requireSafe(definition, location, grant);
        return grant;
    }

    private static Grant grant(JsonLocation location, Map<String, FieldRule> schema) throws DefinitionException {
        DefinitionKeys.checkMembers(location, KEYS);
        Map<String, Owner> rows = location.has("rows") ? owners(location.at("rows"), schema) : Map.of();
        Set<Method> methods =
                location.has("methods") ? MethodsParser.methods(location, "methods", List.of(), ALL) : ALL;
        Optional<Set<String>> changeable =
                location.has("change") ? Optional.of(Set.copyOf(location.texts("change"))) : Optional.empty();
        return new Grant(methods, rows, Set.copyOf(location.texts("clients")), changeable, limits(location, schema));
    }

    private static Map<String, Owner> owners(JsonLocation location, Map<String, FieldRule> schema)
            throws DefinitionException {
        Map<String, Owner> owners = new LinkedHashMap<>();
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            if (!schema.containsKey(member.getKey())) {
                member.getValue().note("rows are compared by '%s', which the schema lacks", member.getKey());
            }
            location.attempt(() -> owners.put(member.getKey(), owner(member.getValue())), null);
        }
        return owners;
    }

    private static Limits limits(JsonLocation location, Map<String, FieldRule> schema) throws DefinitionException {
        Set<String> hidden = Set.copyOf(location.texts("hidden"));
        for (String field : hidden) {
            requireKnown(location.at("hidden"), field, schema);
        }
        Map<String, Map<String, Owner>> elements = new LinkedHashMap<>();
        if (location.has("elements")) {
            for (Map.Entry<String, JsonLocation> member :
                    location.at("elements").members().entrySet()) {
                requireKnown(member.getValue(), member.getKey(), schema);
                Map<String, Owner> owners = new LinkedHashMap<>();
                for (Map.Entry<String, JsonLocation> part :
                        member.getValue().members().entrySet()) {
                    if (!MEMBER.matcher(part.getKey()).matches()) {
                        throw part.getValue().error("'%s' is not a name of an element's member", part.getKey());
                    }
                    owners.put(part.getKey(), owner(part.getValue()));
                }
                if (owners.isEmpty()) {
                    throw member.getValue().error("no owner, use {\"account_id\": \"$account\"} or the like");
                }
                elements.put(member.getKey(), owners);
            }
        }
        return new Limits(hidden, elements);
    }

    private static void requireKnown(JsonLocation location, String field, Map<String, FieldRule> schema)
            throws DefinitionException {
        if (!schema.containsKey(field) || field.equals("_id")) {
            throw location.error("'%s' cannot be hidden, use fields of the schema", field);
        }
    }

    /** Refuses grants by which a role could read or overwrite what is hidden from it. */
    private static void requireSafe(JsonLocation definition, JsonLocation location, Grant grant)
            throws DefinitionException {
        Limits limits = grant.limits();
        if (limits.isEmpty()) {
            return;
        }
        boolean puts = definition.has("item_methods")
                && definition.texts("item_methods").contains(Method.PUT.name());
        if (puts && grant.methods().contains(Method.PUT)) {
            throw location.error("PUT would overwrite what the role does not see, give 'methods' without PUT");
        }
        String idField = definition.text("id_field", "_id");
        for (String field : List.of(idField, definition.text("item_lookup_field", idField))) {
            if (limits.hidden().contains(field) || limits.elements().containsKey(field)) {
                throw location.error("documents are addressed by '%s', which cannot be hidden", field);
            }
        }
        if (!limits.elements().isEmpty()
                && SchemaParser.unknown(definition, UnknownFields.REFUSED).kept()) {
            throw location.error("'elements' needs a schema that names all fields, remove allow_unknown");
        }
    }

    private static Owner owner(JsonLocation location) throws DefinitionException {
        String key = location.text();
        return Arrays.stream(Owner.values())
                .filter(owner -> owner.key().equals(key))
                .findFirst()
                .orElseThrow(() -> location.error(
                        "unknown owner %s, use one of %s",
                        location.found(),
                        Arrays.stream(Owner.values()).map(Owner::key).collect(Collectors.joining(", "))));
    }
}
