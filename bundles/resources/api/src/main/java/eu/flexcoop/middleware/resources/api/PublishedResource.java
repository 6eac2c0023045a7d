package eu.flexcoop.middleware.resources.api;

import java.util.Objects;

/** A definition in use with its compiled checks. A changed definition is another object. */
public record PublishedResource(ResourceDefinition definition, DocumentValidator validator) {
    public PublishedResource {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(validator, "validator");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
