package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.InvalidSchemaException;
import eu.flexcoop.middleware.resources.api.SchemaCompiler;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;

/** Compiles schemas in Cerberus's grammar, with the classes that resource definitions use. */
@Component(service = SchemaCompiler.class)
public final class CerberusSchemaCompiler implements SchemaCompiler {
    @Override
    public DocumentValidator compile(JsonNode schema) throws InvalidSchemaException {
        try {
            JsonLocation root = new JsonLocation(schema, "$");
            Map<String, FieldRule> fields = SchemaParser.fields(root);
            root.errors().throwIfAny();
            return new CompiledSchema(fields);
        } catch (DefinitionException e) {
            throw new InvalidSchemaException(e.path(), e.getMessage(), e);
        }
    }
}
