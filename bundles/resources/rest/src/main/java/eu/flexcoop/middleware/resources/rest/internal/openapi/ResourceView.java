package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * What one reader of the description learns of a resource.
 *
 * @param granted methods of the reader's role, or of any role for whom everything is described
 * @param filled fields that a new document gets from the token or the address
 * @param changeable fields that a change may name; absent means all
 * @param shown fields of the schema that responses have
 * @param roles who may use each method; empty in a description for one caller, whom the others do not concern
 */
record ResourceView(
        ResourceDefinition definition,
        Set<Method> granted,
        Set<String> filled,
        Optional<Set<String>> changeable,
        Predicate<String> shown,
        Map<Method, Set<String>> roles) {

    /** Fields whose values are in the address. */
    private static Set<String> addressed(ResourceDefinition definition) {
        return AddressPattern.isPattern(definition.url())
                ? AddressPattern.of(definition.url()).parameters().stream()
                        .map(AddressPattern.Part::name)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static Set<String> filled(ResourceDefinition definition, Set<String> owners) {
        Set<String> filled = new TreeSet<>(owners);
        filled.addAll(addressed(definition));
        return filled;
    }

    /** As the caller sees it; empty if his role may do nothing with it. */
    static Optional<ResourceView> of(ResourceDefinition definition, Caller caller) {
        return definition.access().of(caller).map(grant -> {
            Set<String> hidden = new TreeSet<>(definition.storage().hidden());
            hidden.addAll(grant.limits().hidden());
            return new ResourceView(
                    definition,
                    grant.methods(),
                    filled(definition, grant.rows().keySet()),
                    grant.changeable(),
                    field -> !hidden.contains(field),
                    Map.of());
        });
    }

    /** For all roles at once. */
    static ResourceView whole(ResourceDefinition definition) {
        Map<Method, Set<String>> roles = new EnumMap<>(Method.class);
        for (Map.Entry<Role, Grant> grant : definition.access().grants().entrySet()) {
            for (Method method : grant.getValue().methods()) {
                roles.computeIfAbsent(method, key -> new TreeSet<>())
                        .add(grant.getKey().key());
            }
        }
        Set<Method> granted = roles.isEmpty() ? Set.of() : EnumSet.copyOf(roles.keySet());
        return new ResourceView(
                definition,
                granted,
                addressed(definition),
                Optional.empty(),
                FieldVisibility.whole(definition)::shows,
                roles);
    }

    boolean lists(Method method) {
        return definition.methods().contains(method) && granted.contains(method);
    }

    boolean items(Method method) {
        return definition.item().enabled() && definition.item().methods().contains(method) && granted.contains(method);
    }

    /** New documents may replace others. */
    boolean upserts() {
        return lists(Method.POST)
                && items(Method.PUT)
                && definition.storage().source().isEmpty();
    }

    /** The fields of responses. */
    Map<String, FieldRule> read() {
        return selected(shown);
    }

    /** The fields of new documents. */
    Map<String, FieldRule> created() {
        return definition.schema();
    }

    /** The fields that a change may name. */
    Map<String, FieldRule> changed() {
        return selected(field -> shown.test(field)
                && changeable.map(fields -> fields.contains(field)).orElse(true));
    }

    private Map<String, FieldRule> selected(Predicate<String> wanted) {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        definition.schema().forEach((field, rule) -> {
            if (wanted.test(field)) {
                fields.put(field, rule);
            }
        });
        return fields;
    }
}
