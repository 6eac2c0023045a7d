package eu.flexcoop.middleware.resources.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Compiles schemas in the field grammar of resource definitions, for whoever checks other JSON by the same rules and with the same
 * messages, such as parameters of modules. Thread-safe.
 */
@ProviderType
public interface SchemaCompiler {
    /**
     * @param schema an object with one rule per field, as under {@code schema} in a resource definition
     * @return refuses fields that the schema does not name
     * @throws InvalidSchemaException if the schema has an error
     */
    DocumentValidator compile(JsonNode schema) throws InvalidSchemaException;
}
