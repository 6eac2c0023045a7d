package eu.flexcoop.middleware.resources.core.internal;

import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;

/** The checks of one definition, made once. */
final class CompiledSchema implements DocumentValidator {
    private final CompiledFields fields;

    CompiledSchema(ResourceDefinition definition) {
        this(definition.schema(), definition.allowUnknown());
    }

    CompiledSchema(Map<String, FieldRule> schema, boolean allowUnknown) {
        this.fields = new CompiledFields(schema, allowUnknown, false);
    }

    @Override
    public Map<String, Object> insert(Document body, ValidationContext context) {
        return fields.check(new Scope(Scope.Mode.INSERT, context, "", body, new Document()));
    }

    @Override
    public Map<String, Object> replace(Document body, Document stored, ValidationContext context) {
        return fields.check(new Scope(Scope.Mode.REPLACE, context, "", body, stored));
    }

    @Override
    public Map<String, Object> update(Document changes, Document stored, ValidationContext context) {
        return fields.check(new Scope(Scope.Mode.UPDATE, context, "", changes, stored));
    }
}
