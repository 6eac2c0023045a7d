package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.Method;

/** Reads lists of methods. */
final class MethodsParser {
    private static final Set<Method> ON_LISTS = EnumSet.of(Method.GET, Method.POST, Method.PATCH, Method.DELETE);
    private static final Set<Method> ON_ITEMS = EnumSet.of(Method.GET, Method.PATCH, Method.PUT, Method.DELETE);

    private MethodsParser() {}

    static Set<Method> ofList(JsonLocation root) {
        return root.attempt(() -> methods(root, "resource_methods", List.of(Method.GET), ON_LISTS), Set.of());
    }

    static Set<Method> ofItems(JsonLocation root) {
        return root.attempt(() -> methods(root, "item_methods", List.of(Method.GET), ON_ITEMS), Set.of());
    }

    static Set<Method> methods(JsonLocation location, String key, Collection<Method> otherwise, Set<Method> accepted)
            throws DefinitionException {
        if (!location.has(key)) {
            return Set.copyOf(otherwise);
        }
        Set<Method> methods = new LinkedHashSet<>();
        for (JsonLocation element : location.at(key).elements()) {
            location.attempt(() -> methods.add(method(key, element, accepted)), false);
        }
        return methods;
    }

    private static Method method(String key, JsonLocation element, Set<Method> accepted) throws DefinitionException {
        return accepted.stream()
                .filter(method -> method.name().equals(element.node().asText()))
                .findFirst()
                .orElseThrow(() -> element.error(
                        "'%s' has unknown method %s, use of %s",
                        key,
                        element.found(),
                        accepted.stream().map(Method::name).collect(Collectors.joining(", "))));
    }
}
