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

    static Map<String, FieldRule> fields(Spot schema) throws DefinitionException {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Spot> member : schema.members().entrySet()) {
            String name = member.getKey();
            if (name.isEmpty() || name.startsWith("$") || name.indexOf('.') >= 0) {
                throw member.getValue().error("field '%s' may not be empty, begin with $ or have a dot", name);
            }
            fields.put(name, rule(name, member.getValue(), List.of()));
        }
        return fields;
    }

    private static FieldRule rule(String field, Spot spot, List<FieldType> inherited) throws DefinitionException {
        for (Map.Entry<String, Spot> member : spot.members().entrySet()) {
            if (!RULES.contains(member.getKey()) && !TOLERATED.contains(member.getKey())) {
                throw member.getValue()
                        .error(
                                "field '%s' has unknown rule '%s', use one of %s",
                                field, member.getKey(), String.join(", ", RULES));
            }
        }
        List<FieldType> own = types(field, spot);
        List<FieldType> known = own.isEmpty() ? inherited : own;
        Optional<Object> otherwise =
                spot.has("default") ? Optional.of(spot.at("default").value()) : Optional.empty();
        return new FieldRule(
                own,
                spot.flag("required", false),
                spot.flag("nullable", false),
                spot.flag("readonly", false),
                otherwise,
                constraints(field, spot, known));
    }

    private static List<FieldType> types(String field, Spot spot) throws DefinitionException {
        List<FieldType> types = new ArrayList<>();
        for (String key : spot.texts("type")) {
            types.add(FieldType.of(key).orElseThrow(() -> spot.at("type")
                    .error("field '%s' has unknown type '%s', use one of %s", field, key, FieldType.keys())));
        }
        return types;
    }

    private static List<Constraint> constraints(String field, Spot spot, List<FieldType> types)
            throws DefinitionException {
        List<Constraint> constraints = new ArrayList<>();
        if (!spot.flag("empty", true)) {
            constraints.add(new Constraint.NotEmpty());
        }
        bounds(field, spot, constraints);
        if (spot.has("allowed")) {
            constraints.add(new Constraint.Allowed(spot.at("allowed").values()));
        }
        if (spot.has("forbidden")) {
            constraints.add(new Constraint.Forbidden(spot.at("forbidden").values()));
        }
        if (spot.has("contains")) {
            constraints.add(new Constraint.Contains(spot.at("contains").values()));
        }
        if (spot.has("regex")) {
            constraints.add(regex(field, spot.at("regex")));
        }
        if (spot.has("rename")) {
            constraints.add(new Constraint.Rename(spot.at("rename").text()));
        }
        nested(field, spot, types, constraints);
        relations(spot, constraints);
        for (Quantifier quantifier : Quantifier.values()) {
            combination(field, spot, quantifier, types).ifPresent(constraints::add);
        }
        // asked last, because these are the ones that cost a query
        if (spot.flag("unique", false)) {
            constraints.add(new Constraint.Unique());
        }
        if (spot.has("data_relation")) {
            constraints.add(reference(field, spot.at("data_relation")));
        }
        return constraints;
    }

    private static void bounds(String field, Spot spot, List<Constraint> constraints) throws DefinitionException {
        OptionalInt shortest = spot.count("minlength");
        OptionalInt longest = spot.count("maxlength");
        if (shortest.isPresent() || longest.isPresent()) {
            constraints.add(new Constraint.Length(shortest, longest));
        }
        if (spot.has("min") || spot.has("max")) {
            double min = spot.has("min") ? spot.at("min").number() : Double.NEGATIVE_INFINITY;
            double max = spot.has("max") ? spot.at("max").number() : Double.POSITIVE_INFINITY;
            if (min > max) {
                throw spot.error("field '%s' has min %s above max %s", field, Texts.number(min), Texts.number(max));
            }
            constraints.add(new Constraint.Range(min, max));
        }
    }

    private static Constraint regex(String field, Spot spot) throws DefinitionException {
        try {
            return new Constraint.Matches(Pattern.compile(spot.text()), spot.text());
        } catch (PatternSyntaxException e) {
            throw spot.error("field '%s' has no valid regex: %s", field, e.getDescription());
        }
    }

    private static void nested(String field, Spot spot, List<FieldType> types, List<Constraint> constraints)
            throws DefinitionException {
        if (spot.has("schema")) {
            Spot schema = spot.at("schema");
            constraints.add(
                    types.contains(FieldType.LIST)
                            ? new Constraint.Elements(rule(field + "[]", schema, List.of()))
                            : new Constraint.Fields(
                                    fields(schema),
                                    spot.flag("allow_unknown", false),
                                    spot.flag("purge_unknown", false)));
        }
        if (spot.has("items")) {
            List<FieldRule> rules = new ArrayList<>();
            for (Spot element : spot.at("items").elements()) {
                rules.add(rule(field + "[]", element, List.of()));
            }
            // definitions in use write items: [{...}] for "every element", which is the only useful reading of one rule
            constraints.add(rules.size() == 1 ? new Constraint.Elements(rules.get(0)) : new Constraint.Items(rules));
        }
        for (String key : List.of("keysrules", "keyschema")) {
            if (spot.has(key)) {
                constraints.add(new Constraint.Keys(rule(field + " key", spot.at(key), List.of(FieldType.STRING))));
            }
        }
        for (String key : List.of("valuesrules", "valueschema")) {
            if (spot.has(key)) {
                constraints.add(new Constraint.Values(rule(field + " value", spot.at(key), List.of())));
            }
        }
    }

    private static void relations(Spot spot, List<Constraint> constraints) throws DefinitionException {
        if (spot.has("dependencies")) {
            Map<String, List<Object>> fields = new LinkedHashMap<>();
            Spot needed = spot.at("dependencies");
            if (needed.node().isObject()) {
                for (Map.Entry<String, Spot> member : needed.members().entrySet()) {
                    fields.put(member.getKey(), member.getValue().values());
                }
            } else {
                spot.texts("dependencies").forEach(name -> fields.put(name, List.of()));
            }
            constraints.add(new Constraint.Dependencies(fields));
        }
        if (spot.has("excludes")) {
            constraints.add(new Constraint.Excludes(spot.texts("excludes")));
        }
    }

    private static Optional<Constraint> combination(
            String field, Spot spot, Quantifier quantifier, List<FieldType> types) throws DefinitionException {
        String key = quantifier.name().toLowerCase(Locale.ROOT);
        List<FieldRule> rules = new ArrayList<>();
        if (spot.has(key)) {
            for (Spot element : spot.at(key).elements()) {
                rules.add(rule(field, element, types));
            }
        }
        for (String name : spot.texts(key + "_type")) {
            rules.add(FieldRule.of(FieldType.of(name).orElseThrow(() -> spot.at(key + "_type")
                    .error("field '%s' has unknown type '%s', use one of %s", field, name, FieldType.keys()))));
        }
        return rules.isEmpty() ? Optional.empty() : Optional.of(new Constraint.Combination(quantifier, rules));
    }

    private static Constraint reference(String field, Spot spot) throws DefinitionException {
        if (!spot.has("resource")) {
            throw spot.error("field '%s' has a data_relation without 'resource', name one", field);
        }
        return new Constraint.Reference(
                spot.text("resource", ""), spot.text("field", "_id"), spot.flag("embeddable", false));
    }
}
