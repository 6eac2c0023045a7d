package eu.flexcoop.middleware.resources.core.internal.validation;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.UnknownFields;
import eu.flexcoop.middleware.resources.api.ValidationContext;

/** The checks of one definition, made once. */
public final class CompiledSchema implements DocumentValidator {
    private static final Document NOTHING = new Document();

    private final CompiledFields fields;
    private final Scope.Mode update;
    private final Scope.Mode changed;

    public CompiledSchema(ResourceDefinition definition) {
        this.fields = new CompiledFields(definition.schema(), definition.unknown());
        boolean normalizes = definition.writes().normalizeOnPatch();
        this.update = normalizes ? Scope.Mode.UPDATE : Scope.Mode.PLAIN_UPDATE;
        this.changed = normalizes ? Scope.Mode.REPLACE : Scope.Mode.PLAIN_REPLACE;
    }

    /** Refuses fields that the schema lacks. */
    public CompiledSchema(Map<String, FieldRule> schema) {
        this.fields = new CompiledFields(schema, UnknownFields.REFUSED);
        this.update = Scope.Mode.UPDATE;
        this.changed = Scope.Mode.REPLACE;
    }

    @Override
    public Map<String, Object> insert(Document body, ValidationContext context) {
        return fields.check(Scope.top(Scope.Mode.INSERT, context, body, NOTHING));
    }

    @Override
    public Map<String, Object> replace(Document body, Document stored, ValidationContext context) {
        return fields.check(Scope.top(Scope.Mode.REPLACE, context, body, stored));
    }

    @Override
    public Map<String, Object> changed(Document next, Document stored, ValidationContext context) {
        return fields.check(Scope.top(changed, context, next, stored));
    }

    /** Whether a field may have the value as it stands, without a cast from text. */
    public static boolean isPossible(FieldRule field, Object value) {
        ValidationContext alone = new ValidationContext() {
            @Override
            public Optional<Instant> date(String text) {
                return Optional.empty();
            }

            @Override
            public boolean taken(String name, Object taken) {
                return false;
            }

            @Override
            public boolean exists(String resource, String name, Object wanted) {
                return true;
            }
        };
        Issues issues = new Issues();
        Scope scope = Scope.top(Scope.Mode.PLAIN_UPDATE, alone, NOTHING, NOTHING);
        Object cast = new CompiledRule(field).checkOwn("", CompiledFields.copy(value), scope, issues);
        return issues.none() && Objects.equals(cast, value);
    }

    @Override
    public boolean allows(FieldRule field, Object value, ValidationContext context) {
        Issues issues = new Issues();
        // validation casts in place
        Object own = CompiledFields.copy(value);
        new CompiledRule(field)
                .checkOwn("", own, Scope.top(Scope.Mode.PLAIN_UPDATE, context, NOTHING, NOTHING), issues);
        return issues.none();
    }

    @Override
    public Map<String, Object> update(Document changes, Document stored, ValidationContext context) {
        return fields.check(Scope.top(update, context, changes, stored));
    }
}
