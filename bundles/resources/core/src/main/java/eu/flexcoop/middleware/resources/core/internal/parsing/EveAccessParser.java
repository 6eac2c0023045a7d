package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.EveAccess;
import eu.flexcoop.middleware.resources.api.EveAccess.Roles;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Reads the keys of Eve that say who may use a resource. Eve leaves open what its lists do not name; here a method that no list is about
 * is for admins as soon as the definition has a list, and single documents follow the lists of the resource unless they have some.
 */
final class EveAccessParser {
    private static final Set<Method> ON_LISTS = EnumSet.of(Method.GET, Method.POST, Method.DELETE);
    private static final Set<Method> ON_ITEMS = EnumSet.of(Method.GET, Method.PATCH, Method.PUT, Method.DELETE);

    private EveAccessParser() {}

    static EveAccess access(JsonLocation definition, Map<String, FieldRule> schema) throws DefinitionException {
        Optional<Roles> lists = roles(definition, "allowed_");
        Optional<Roles> items = roles(definition, "allowed_item_");
        EveAccess access = new EveAccess(
                owner(definition, schema),
                lists.orElse(Roles.ANY),
                items.or(() -> lists).orElse(Roles.ANY),
                MethodsParser.methods(definition, "public_methods", List.of(), ON_LISTS),
                MethodsParser.methods(definition, "public_item_methods", List.of(), ON_ITEMS));
        return access.equals(EveAccess.NONE) ? EveAccess.NONE : access;
    }

    private static Optional<String> owner(JsonLocation definition, Map<String, FieldRule> schema)
            throws DefinitionException {
        if (!definition.has("auth_field")) {
            return Optional.empty();
        }
        JsonLocation location = definition.at("auth_field");
        String field = location.text();
        if (definition.has("source")) {
            throw location.error("the owner of a source decides whose its rows are, remove auth_field");
        }
        if (field.equals("_id") || field.equals(definition.text("id_field", "_id"))) {
            throw location.error("'%s' names the document, use another field for its owner", field);
        }
        if (field.isBlank() || field.startsWith("$") || field.indexOf('.') >= 0) {
            throw location.error("auth_field is %s, use a name without dots", location.found());
        }
        FieldRule rule = schema.get(field);
        if (rule != null && rule.required()) {
            throw location.error("'%s' is filled in from the token, remove 'required' from its rules", field);
        }
        return Optional.of(field);
    }

    /** Empty if the definition has none of the three lists. */
    private static Optional<Roles> roles(JsonLocation definition, String prefix) throws DefinitionException {
        boolean listed = false;
        for (String key : List.of("roles", "read_roles", "write_roles")) {
            listed |= definition.has(prefix + key)
                    && !definition.at(prefix + key).elements().isEmpty();
        }
        return listed
                ? Optional.of(new Roles(
                        Optional.of(names(definition, prefix + "roles", prefix + "read_roles")),
                        Optional.of(names(definition, prefix + "roles", prefix + "write_roles"))))
                : Optional.empty();
    }

    private static Set<String> names(JsonLocation definition, String... keys) throws DefinitionException {
        Set<String> names = new LinkedHashSet<>();
        for (String key : keys) {
            names.addAll(definition.texts(key));
        }
        return names.isEmpty() ? Set.of(Role.ADMIN.key()) : names;
    }
}
