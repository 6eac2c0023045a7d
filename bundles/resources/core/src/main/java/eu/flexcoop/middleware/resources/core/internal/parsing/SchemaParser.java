package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.BsonNull;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.UnknownFields;

/** Turns a schema in Cerberus's grammar into rules. Errors are noted, so that all of a schema are found. */
public final class SchemaParser {
    /**
     * What a rule takes over from the rules around it.
     *
     * @param types of the field, for the alternatives of {@code anyof} and its relatives
     * @param unknown of the object around, which holds for those inside as well
     * @param allRequired {@code require_all} of the object around
     */
    record Context(List<FieldType> types, UnknownFields unknown, boolean allRequired) {
        static final Context TOP = new Context(List.of(), UnknownFields.REFUSED, false);

        Context within(UnknownFields around) {
            return new Context(types, around, allRequired);
        }

        Context below(List<FieldType> known) {
            return new Context(known, unknown, false);
        }
    }

    private SchemaParser() {}

    /** A schema that refuses unknown fields. */
    public static Map<String, FieldRule> fields(JsonLocation schema) throws DefinitionException {
        return fields(schema, Context.TOP);
    }

    /** A field whose rules have an error is in the result, too, so that what refers to it is not taken for a second error. */
    static Map<String, FieldRule> fields(JsonLocation schema, Context context) throws DefinitionException {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        FieldRule any = new FieldRule(List.of(), false, false, false, Optional.empty(), List.of());
        for (Map.Entry<String, JsonLocation> member : schema.members().entrySet()) {
            String name = member.getKey();
            if (name.isEmpty() || name.startsWith("$") || name.indexOf('.') >= 0) {
                member.getValue().note("field '%s' may not be empty, begin with $ or have a dot", name);
            }
            fields.put(name, schema.attempt(() -> rule(name, member.getValue(), context), any));
        }
        return fields;
    }

    /** {@code allow_unknown} at the location: a flag or the rules of unknown fields. */
    static UnknownFields unknown(JsonLocation location, UnknownFields otherwise) {
        if (!location.has("allow_unknown")) {
            return otherwise;
        }
        JsonLocation allowed = location.at("allow_unknown");
        if (allowed.node().isObject()) {
            return location.attempt(
                    () -> UnknownFields.meeting(rule("unknown fields", allowed, Context.TOP.below(List.of()))),
                    otherwise);
        }
        if (location.flag("allow_unknown", false)) {
            return UnknownFields.KEPT;
        }
        return otherwise.kept() ? UnknownFields.REFUSED : otherwise;
    }

    static FieldRule rule(String field, JsonLocation location, Context context) throws DefinitionException {
        RuleNames.check(field, location);
        List<FieldType> own = types(field, location);
        List<FieldType> known = own.isEmpty() ? context.types() : own;
        return new FieldRule(
                own,
                location.flag("required", context.allRequired()),
                location.flag("nullable", false),
                location.flag("readonly", false),
                location.attempt(() -> otherwise(location), Optional.empty()),
                new ConstraintParser(field, location, context.below(known)).constraints());
    }

    private static Optional<Object> otherwise(JsonLocation location) throws DefinitionException {
        JsonLocation otherwise = location.at("default");
        if (otherwise.node().isNull()) {
            return Optional.of(BsonNull.VALUE);
        }
        return otherwise.node().isMissingNode() ? Optional.empty() : Optional.of(otherwise.value());
    }

    private static List<FieldType> types(String field, JsonLocation location) {
        List<FieldType> types = new ArrayList<>();
        for (String key : location.texts("type")) {
            FieldType.of(key).ifPresentOrElse(types::add, () -> location.at("type")
                    .note("field '%s' has unknown type '%s', use one of %s", field, key, FieldType.keys()));
        }
        return types;
    }
}
