package eu.flexcoop.middleware.resources.core.internal;

import java.util.function.Predicate;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** Collections that belong to components; a definition may show them through their source, and never write them. */
final class Ownership {
    private final Predicate<String> isOwned;

    /** @param isOwned tells whether the collection of that name belongs to a component */
    Ownership(Predicate<String> isOwned) {
        this.isOwned = isOwned;
    }

    void check(ResourceDefinition definition) throws DefinitionException {
        String collection = definition.storage().collection();
        if (definition.storage().source().isEmpty() && isOwned.test(collection)) {
            throw new DefinitionException(
                    "$",
                    "collection '%s' belongs to a component of the platform, add \"source\": \"<area>:<thing>\" or use another name"
                            .formatted(collection));
        }
    }
}
