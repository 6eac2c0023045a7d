package eu.flexcoop.middleware.resources.core.internal;

import java.util.List;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** Collections that belong to components; a definition may show them through their source, and never write them. */
final class Ownership {
    private final Set<String> owned;
    private final List<String> prefixes;

    /** @param names of collections; a {@code *} at the end stands for anything */
    Ownership(String... names) {
        this.owned = Set.of(names);
        this.prefixes = owned.stream()
                .filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    void check(ResourceDefinition definition) throws DefinitionException {
        String collection = definition.storage().collection();
        boolean taken = owned.contains(collection) || prefixes.stream().anyMatch(collection::startsWith);
        if (definition.storage().source().isEmpty() && taken) {
            throw new DefinitionException(
                    "$",
                    "collection '%s' belongs to a component of the platform, add \"source\": \"<area>:<thing>\" or use another name"
                            .formatted(collection));
        }
    }
}
