package eu.flexcoop.middleware.resources.api;

import java.util.Objects;

import org.bson.Document;

/**
 * A definition in use with its compiled checks. A changed definition is another object.
 *
 * @param schema the rules of the fields as the file writes them; do not change it
 */
public record PublishedResource(ResourceDefinition definition, DocumentValidator validator, Document schema) {
    public PublishedResource {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(validator, "validator");
        Objects.requireNonNull(schema, "schema");
    }

    /** For definitions that do not come from a file. */
    public PublishedResource(ResourceDefinition definition, DocumentValidator validator) {
        this(definition, validator, new Document());
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
