package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Coercion;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.Constraint.Among;
import eu.flexcoop.middleware.resources.api.Constraint.Quantifier;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Generator;
import eu.flexcoop.middleware.resources.api.UnknownFields;
import eu.flexcoop.middleware.resources.core.internal.parsing.SchemaParser.Context;
import eu.flexcoop.middleware.resources.core.internal.validation.CerberusTexts;

/** Reads the rules of one field that are conditions on its value. */
final class ConstraintParser {
    private static final Set<String> RELATION = Set.of("resource", "field", "embeddable", "version");

    private final String field;
    private final JsonLocation location;
    private final Context context;
    private final List<Constraint> constraints = new ArrayList<>();

    /** @param context with the types of this field */
    ConstraintParser(String field, JsonLocation location, Context context) {
        this.field = field;
        this.location = location;
        this.context = context;
    }

    private interface Reader {
        Constraint read(JsonLocation value) throws DefinitionException;
    }

    private void read(String key, Reader reader) {
        if (location.has(key)) {
            location.attempt(() -> constraints.add(reader.read(location.at(key))), false);
        }
    }

    List<Constraint> constraints() {
        read("rename", value -> new Constraint.Rename(value.text()));
        read("coerce", value -> new Constraint.Coerce(coercions(value)));
        read("default_setter", ConstraintParser::generated);
        if (location.has("empty")) {
            constraints.add(location.flag("empty", true) ? new Constraint.EmptyAllowed() : new Constraint.NotEmpty());
        }
        bounds();
        read("allowed", value -> new Constraint.Allowed(value.values()));
        read("forbidden", value -> new Constraint.Forbidden(value.values()));
        read("contains", value -> new Constraint.Contains(value.values()));
        read("regex", this::regex);
        nested();
        read("dependencies", ConstraintParser::dependencies);
        read("excludes", value -> new Constraint.Excludes(location.texts("excludes")));
        for (Quantifier quantifier : Quantifier.values()) {
            read(quantifier.name().toLowerCase(Locale.ROOT), value -> combination(quantifier, value));
        }
        for (var names = location.node().fieldNames(); names.hasNext(); ) {
            String name = names.next();
            RuleNames.shorthand(name).ifPresent(shorthand -> read(name, value -> shorthand(shorthand, value)));
        }
        lookups();
        return constraints;
    }

    /** Asked last, because these are the ones that cost a query. */
    private void lookups() {
        requireScalar("unique");
        requireScalar("unique_within_resource");
        requireScalar("unique_to_user");
        if (location.flag("unique", false)) {
            constraints.add(new Constraint.Unique(Among.COLLECTION));
        }
        if (location.flag("unique_within_resource", false)) {
            constraints.add(new Constraint.Unique(Among.RESOURCE));
        }
        if (location.flag("unique_to_user", false)) {
            constraints.add(new Constraint.Unique(Among.OWNER));
        }
        read("data_relation", this::reference);
    }

    /** Clients' objects are not looked up: values that are compared with those of others have a type, and it is not an object's. */
    private void requireScalar(String rule) {
        List<FieldType> types = context.types();
        if (location.has(rule)
                && !location.at(rule).node().equals(BooleanNode.FALSE)
                && (types.isEmpty() || types.contains(FieldType.DICT))) {
            location.at(rule)
                    .note(
                            "field '%s' has %s, give it a type whose values can be looked up, such as string or uuid",
                            field, types.isEmpty() ? "no type" : "type dict");
        }
    }

    private static List<Coercion> coercions(JsonLocation location) throws DefinitionException {
        List<Coercion> functions = new ArrayList<>();
        for (JsonLocation name : location.node().isArray() ? location.elements() : List.of(location)) {
            functions.add(Coercion.of(name.text())
                    .orElseThrow(
                            () -> name.error("unknown function %s, use one of %s", name.found(), Coercion.keys())));
        }
        return functions;
    }

    private static Constraint generated(JsonLocation location) throws DefinitionException {
        return new Constraint.Generated(Generator.of(location.text())
                .orElseThrow(() ->
                        location.error("unknown function %s, use one of %s", location.found(), Generator.keys())));
    }

    private void bounds() {
        OptionalInt shortest = location.count("minlength");
        OptionalInt longest = location.count("maxlength");
        if (shortest.isPresent() || longest.isPresent()) {
            if (shortest.orElse(0) > longest.orElse(Integer.MAX_VALUE)) {
                location.note(
                        "field '%s' has minlength %d above maxlength %d",
                        field, shortest.getAsInt(), longest.getAsInt());
            }
            constraints.add(new Constraint.Length(shortest, longest));
        }
        if (location.has("min") || location.has("max")) {
            double min = bound("min", Double.NEGATIVE_INFINITY);
            double max = bound("max", Double.POSITIVE_INFINITY);
            if (min > max) {
                location.note(
                        "field '%s' has min %s above max %s",
                        field, CerberusTexts.number(min), CerberusTexts.number(max));
            }
            constraints.add(new Constraint.Range(min, max));
        }
    }

    private double bound(String key, double otherwise) {
        return location.has(key) ? location.attempt(() -> location.at(key).number(), otherwise) : otherwise;
    }

    private Constraint regex(JsonLocation value) throws DefinitionException {
        try {
            return new Constraint.Matches(Pattern.compile(value.text()), value.text());
        } catch (PatternSyntaxException e) {
            throw value.error("field '%s' has no valid regex: %s", field, e.getDescription());
        }
    }

    private void nested() {
        read("schema", value -> describesElements(value) ? elements(value) : fields(value));
        if (!location.has("schema") && location.flag("purge_unknown", false)) {
            location.at("purge_unknown").note("field '%s' has no 'schema' that names the known fields", field);
        }
        read("items", this::items);
        for (String key : List.of("keysrules", "keyschema", "propertyschema")) {
            Context text = context.below(List.of(FieldType.STRING));
            read(key, value -> new Constraint.Keys(SchemaParser.rule(field + " key", value, text)));
        }
        for (String key : List.of("valuesrules", "valueschema")) {
            Context any = context.below(List.of());
            read(key, value -> new Constraint.Values(SchemaParser.rule(field + " value", value, any)));
        }
    }

    /** Without a type the form of the schema decides: rules have plain values, fields have rules. */
    private boolean describesElements(JsonLocation schema) {
        boolean list = context.types().contains(FieldType.LIST);
        boolean dict = context.types().contains(FieldType.DICT);
        if (list != dict) {
            return list;
        }
        JsonNode type = schema.node().path("type");
        return type.isTextual() || type.isArray();
    }

    private Constraint elements(JsonLocation schema) throws DefinitionException {
        FieldRule rule = SchemaParser.rule(field + "[]", schema, context.below(List.of()));
        requireIndexable(schema, rule);
        return new Constraint.Elements(rule);
    }

    /** In the index of a list, elements without a unique field would have one value. */
    private void requireIndexable(JsonLocation schema, FieldRule object) {
        object.constraint(Constraint.Fields.class)
                .ifPresent(inner -> inner.fields().forEach((name, rule) -> {
                    boolean unique = rule.unique() || rule.unique(Among.OWNER);
                    if (unique && (!rule.required() || rule.nullable())) {
                        schema.note(
                                "field '%s' of the elements of '%s' is unique, which needs 'required': true and no 'nullable': elements"
                                        + " without a value would count as equal",
                                name, field);
                    }
                    if (hasUnique(rule) && (!rule.required() || rule.nullable())) {
                        schema.note(
                                "field '%s' of the elements of '%s' has a unique field in it, which needs 'required': true and no"
                                        + " 'nullable': elements without a value would count as equal",
                                name, field);
                    }
                    requireIndexable(schema, rule);
                }));
    }

    private static boolean hasUnique(FieldRule object) {
        return object.constraint(Constraint.Fields.class)
                .map(inner -> inner.fields().values().stream()
                        .anyMatch(rule -> rule.unique() || rule.unique(Among.OWNER) || hasUnique(rule)))
                .orElse(false);
    }

    private Constraint fields(JsonLocation schema) throws DefinitionException {
        UnknownFields unknown = SchemaParser.unknown(location, context.unknown());
        if (location.has("purge_unknown") && !unknown.kept()) {
            unknown = location.flag("purge_unknown", false) ? UnknownFields.PURGED : UnknownFields.REFUSED;
        }
        return new Constraint.Fields(
                SchemaParser.fields(schema, new Context(List.of(), unknown, location.flag("require_all", false))),
                unknown);
    }

    private Constraint items(JsonLocation value) throws DefinitionException {
        List<FieldRule> rules = new ArrayList<>();
        for (JsonLocation element : value.elements()) {
            rules.add(SchemaParser.rule(field + "[]", element, context.below(List.of())));
        }
        // definitions in use write items: [{...}] for "every element", which is the only useful reading of one rule
        if (rules.size() == 1) {
            requireIndexable(value, rules.get(0));
        }
        return rules.size() == 1 ? new Constraint.Elements(rules.get(0)) : new Constraint.Items(rules);
    }

    private static Constraint dependencies(JsonLocation needed) throws DefinitionException {
        Map<String, List<Object>> fields = new LinkedHashMap<>();
        Map<String, Object> written = new LinkedHashMap<>();
        if (needed.node().isObject()) {
            for (Map.Entry<String, JsonLocation> member : needed.members().entrySet()) {
                fields.put(member.getKey(), member.getValue().values());
                written.put(member.getKey(), member.getValue().value());
            }
        } else {
            for (Object name : needed.values()) {
                fields.put(name.toString(), List.of());
            }
        }
        return new Constraint.Dependencies(fields, written);
    }

    private Constraint combination(Quantifier quantifier, JsonLocation value) throws DefinitionException {
        List<FieldRule> rules = new ArrayList<>();
        for (JsonLocation element : value.elements()) {
            rules.add(SchemaParser.rule(field, element, context));
        }
        if (rules.isEmpty()) {
            throw value.error("there is no alternative, use a list of rules");
        }
        return new Constraint.Combination(quantifier, rules);
    }

    private Constraint shorthand(RuleNames.Shorthand shorthand, JsonLocation value) throws DefinitionException {
        List<FieldRule> rules = new ArrayList<>();
        for (JsonLocation element : value.elements()) {
            JsonNode rule = JsonNodeFactory.instance.objectNode().set(shorthand.rule(), element.node());
            rules.add(SchemaParser.rule(field, new JsonLocation(rule, element.path(), element.errors()), context));
        }
        return new Constraint.Combination(shorthand.quantifier(), rules);
    }

    private Constraint reference(JsonLocation value) throws DefinitionException {
        DefinitionKeys.checkMembers(value, RELATION);
        Optional<String> resource = Optional.of(value.text("resource", "")).filter(name -> !name.isEmpty());
        if (resource.isEmpty()) {
            throw value.error("field '%s' has a data_relation without 'resource', name one", field);
        }
        boolean embeddable = value.flag("embeddable", false);
        if (embeddable && context.types().contains(FieldType.DBREF)) {
            value.at("embeddable")
                    .note("a dbref is not replaced by its document, use the id in a field of another type");
        }
        String referenced = value.text("field", "_id");
        boolean versioned = value.flag("version", false);
        if (!versioned) {
            requireScalar("data_relation");
        }
        if (versioned && !hasVersion(referenced)) {
            value.at("version")
                    .note(
                            "field '%s' must be a dict whose 'schema' has '%s' and '%s'",
                            field, referenced, DocumentFields.VERSION);
        }
        return new Constraint.Reference(resource.get(), referenced, embeddable, versioned);
    }

    private boolean hasVersion(String referenced) {
        return context.types().contains(FieldType.DICT)
                && location.at("schema").has(referenced)
                && location.at("schema").has(DocumentFields.VERSION);
    }
}
