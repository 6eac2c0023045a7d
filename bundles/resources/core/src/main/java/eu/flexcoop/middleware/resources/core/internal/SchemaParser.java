package eu.flexcoop.middleware.resources.core.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.Constraint.Quantifier;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;

/** Turns a schema in Cerberus's grammar into rules. */
final class SchemaParser {
    private static final Set<String> RULES = new TreeSet<>(Set.of(
            "type",
            "required",
            "nullable",
            "empty",
            "min",
            "max",
            "minlength",
            "maxlength",
            "allowed",
            "forbidden",
            "contains",
            "regex",
            "readonly",
            "unique",
            "schema",
            "items",
            "default",
            "anyof",
            "allof",
            "oneof",
            "noneof",
            "dependencies",
            "excludes",
            "data_relation",
            "keysrules",
            "valuesrules",
            "purge_unknown",
            "rename",
            "allow_unknown"));
    /** Rules that say nothing about the value, and names of older versions of Cerberus. */
    private static final Set<String> TOLERATED = Set.of(
            "versioned",
            "meta",
            "title",
            "description",
            "example",
            "keyschema",
            "valueschema",
            "anyof_type",
            "oneof_type",
            "allof_type",
            "noneof_type");

    private SchemaParser() {}

    static Map<String, FieldRule> fields(JsonLocation schema) throws DefinitionException {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonLocation> member : schema.members().entrySet()) {
            String name = member.getKey();
            if (name.isEmpty() || name.startsWith("$") || name.indexOf('.') >= 0) {
                throw member.getValue().error("field '%s' may not be empty, begin with $ or have a dot", name);
            }
            fields.put(name, rule(name, member.getValue(), List.of()));
        }
        return fields;
    }

    private static FieldRule rule(String field, JsonLocation location, List<FieldType> inherited)
            throws DefinitionException {
        for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
            if (!RULES.contains(member.getKey()) && !TOLERATED.contains(member.getKey())) {
                throw member.getValue()
                        .error(
                                "field '%s' has unknown rule '%s', use one of %s",
                                field, member.getKey(), String.join(", ", RULES));
            }
        }
        List<FieldType> own = types(field, location);
        List<FieldType> known = own.isEmpty() ? inherited : own;
        Optional<Object> otherwise =
                location.has("default") ? Optional.of(location.at("default").value()) : Optional.empty();
        return new FieldRule(
                own,
                location.flag("required", false),
                location.flag("nullable", false),
                location.flag("readonly", false),
                otherwise,
                constraints(field, location, known));
    }

    private static List<FieldType> types(String field, JsonLocation location) throws DefinitionException {
        List<FieldType> types = new ArrayList<>();
        for (String key : location.texts("type")) {
            types.add(FieldType.of(key).orElseThrow(() -> location.at("type")
                    .error("field '%s' has unknown type '%s', use one of %s", field, key, FieldType.keys())));
        }
        return types;
    }

    private static List<Constraint> constraints(String field, JsonLocation location, List<FieldType> types)
            throws DefinitionException {
        List<Constraint> constraints = new ArrayList<>();
        if (!location.flag("empty", true)) {
            constraints.add(new Constraint.NotEmpty());
        }
        bounds(field, location, constraints);
        if (location.has("allowed")) {
            constraints.add(new Constraint.Allowed(location.at("allowed").values()));
        }
        if (location.has("forbidden")) {
            constraints.add(new Constraint.Forbidden(location.at("forbidden").values()));
        }
        if (location.has("contains")) {
            constraints.add(new Constraint.Contains(location.at("contains").values()));
        }
        if (location.has("regex")) {
            constraints.add(regex(field, location.at("regex")));
        }
        if (location.has("rename")) {
            constraints.add(new Constraint.Rename(location.at("rename").text()));
        }
        nested(field, location, types, constraints);
        relations(location, constraints);
        for (Quantifier quantifier : Quantifier.values()) {
            combination(field, location, quantifier, types).ifPresent(constraints::add);
        }
        // asked last, because these are the ones that cost a query
        if (location.flag("unique", false)) {
            constraints.add(new Constraint.Unique());
        }
        if (location.has("data_relation")) {
            constraints.add(reference(field, location.at("data_relation")));
        }
        return constraints;
    }

    private static void bounds(String field, JsonLocation location, List<Constraint> constraints)
            throws DefinitionException {
        OptionalInt shortest = location.count("minlength");
        OptionalInt longest = location.count("maxlength");
        if (shortest.isPresent() || longest.isPresent()) {
            constraints.add(new Constraint.Length(shortest, longest));
        }
        if (location.has("min") || location.has("max")) {
            double min = location.has("min") ? location.at("min").number() : Double.NEGATIVE_INFINITY;
            double max = location.has("max") ? location.at("max").number() : Double.POSITIVE_INFINITY;
            if (min > max) {
                throw location.error(
                        "field '%s' has min %s above max %s",
                        field, CerberusTexts.number(min), CerberusTexts.number(max));
            }
            constraints.add(new Constraint.Range(min, max));
        }
    }

    private static Constraint regex(String field, JsonLocation location) throws DefinitionException {
        try {
            return new Constraint.Matches(Pattern.compile(location.text()), location.text());
        } catch (PatternSyntaxException e) {
            throw location.error("field '%s' has no valid regex: %s", field, e.getDescription());
        }
    }

    private static void nested(String field, JsonLocation location, List<FieldType> types, List<Constraint> constraints)
            throws DefinitionException {
        if (location.has("schema")) {
            JsonLocation schema = location.at("schema");
            constraints.add(
                    types.contains(FieldType.LIST)
                            ? new Constraint.Elements(rule(field + "[]", schema, List.of()))
                            : new Constraint.Fields(
                                    fields(schema),
                                    location.flag("allow_unknown", false),
                                    location.flag("purge_unknown", false)));
        }
        if (location.has("items")) {
            List<FieldRule> rules = new ArrayList<>();
            for (JsonLocation element : location.at("items").elements()) {
                rules.add(rule(field + "[]", element, List.of()));
            }
            // definitions in use write items: [{...}] for "every element", which is the only useful reading of one rule
            constraints.add(rules.size() == 1 ? new Constraint.Elements(rules.get(0)) : new Constraint.Items(rules));
        }
        for (String key : List.of("keysrules", "keyschema")) {
            if (location.has(key)) {
                constraints.add(new Constraint.Keys(rule(field + " key", location.at(key), List.of(FieldType.STRING))));
            }
        }
        for (String key : List.of("valuesrules", "valueschema")) {
            if (location.has(key)) {
                constraints.add(new Constraint.Values(rule(field + " value", location.at(key), List.of())));
            }
        }
    }

    private static void relations(JsonLocation location, List<Constraint> constraints) throws DefinitionException {
        if (location.has("dependencies")) {
            Map<String, List<Object>> fields = new LinkedHashMap<>();
            JsonLocation needed = location.at("dependencies");
            if (needed.node().isObject()) {
                for (Map.Entry<String, JsonLocation> member : needed.members().entrySet()) {
                    fields.put(member.getKey(), member.getValue().values());
                }
            } else {
                location.texts("dependencies").forEach(name -> fields.put(name, List.of()));
            }
            constraints.add(new Constraint.Dependencies(fields));
        }
        if (location.has("excludes")) {
            constraints.add(new Constraint.Excludes(location.texts("excludes")));
        }
    }

    private static Optional<Constraint> combination(
            String field, JsonLocation location, Quantifier quantifier, List<FieldType> types)
            throws DefinitionException {
        String key = quantifier.name().toLowerCase(Locale.ROOT);
        List<FieldRule> rules = new ArrayList<>();
        if (location.has(key)) {
            for (JsonLocation element : location.at(key).elements()) {
                rules.add(rule(field, element, types));
            }
        }
        for (String name : location.texts(key + "_type")) {
            rules.add(FieldRule.of(FieldType.of(name).orElseThrow(() -> location.at(key + "_type")
                    .error("field '%s' has unknown type '%s', use one of %s", field, name, FieldType.keys()))));
        }
        return rules.isEmpty() ? Optional.empty() : Optional.of(new Constraint.Combination(quantifier, rules));
    }

    private static Constraint reference(String field, JsonLocation location) throws DefinitionException {
        if (!location.has("resource")) {
            throw location.error("field '%s' has a data_relation without 'resource', name one", field);
        }
        return new Constraint.Reference(
                location.text("resource", ""), location.text("field", "_id"), location.flag("embeddable", false));
    }
}
