package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Coercion;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.openapi.FieldSchemas.Use;

/** Adds the constraints of one rule to its schema. What JSON Schema cannot say stands in a member with the prefix {@code x-}. */
final class SchemaConstraints {
    private final FieldSchemas schemas;
    private final Use use;
    private final Document schema;
    private final FieldRule rule;

    SchemaConstraints(FieldSchemas schemas, Use use, Document schema, FieldRule rule) {
        this.schemas = schemas;
        this.use = use;
        this.schema = schema;
        this.rule = rule;
    }

    void add(Constraint constraint) {
        if (constraint instanceof Constraint.Fields nested) {
            schemas.object(nested.fields(), nested.allowUnknown() || nested.purgeUnknown(), use)
                    .forEach(schema::putIfAbsent);
        } else if (constraint instanceof Constraint.Elements elements) {
            schema.append("items", schemas.of(elements.rule(), use));
        } else if (constraint instanceof Constraint.Items items) {
            items(items.rules());
        } else if (constraint instanceof Constraint.Keys keys) {
            schema.append("propertyNames", schemas.of(keys.rule(), use));
        } else if (constraint instanceof Constraint.Values values) {
            schema.append("additionalProperties", schemas.of(values.rule(), use));
        } else if (constraint instanceof Constraint.Combination combination) {
            combination(combination);
        } else if (constraint instanceof Constraint.Unique unique) {
            schema.append(unique.among() == Constraint.Among.OWNER ? "x-unique-to-owner" : "x-unique", true);
        } else if (constraint instanceof Constraint.Coerce coerce) {
            schema.append(
                    "x-coerce", coerce.functions().stream().map(Coercion::key).toList());
        } else if (constraint instanceof Constraint.Generated generated) {
            schema.append("x-default-setter", generated.by().key());
        } else if (constraint instanceof Constraint.Rename rename) {
            schema.append("x-stored-as", rename.to());
        } else if (constraint instanceof Constraint.Reference reference) {
            schema.append(
                    "x-data-relation",
                    new Document("resource", reference.resource()).append("field", reference.field()));
        } else {
            value(constraint);
        }
    }

    private void value(Constraint constraint) {
        if (constraint instanceof Constraint.NotEmpty) {
            length("min", OptionalInt.of(1));
        } else if (constraint instanceof Constraint.Length length) {
            length("min", length.min());
            length("max", length.max());
        } else if (constraint instanceof Constraint.Range range) {
            bound("minimum", range.min());
            bound("maximum", range.max());
        } else if (constraint instanceof Constraint.Allowed allowed) {
            List<Object> values = new ArrayList<>(allowed.values());
            if (rule.nullable() && !isList()) {
                values.add(null);
            }
            each(new Document("enum", values));
        } else if (constraint instanceof Constraint.Forbidden forbidden) {
            each(new Document("not", new Document("enum", forbidden.values())));
        } else if (constraint instanceof Constraint.Contains contains) {
            contains.values().forEach(value -> also(new Document("contains", new Document("const", value))));
        } else if (constraint instanceof Constraint.Matches matches) {
            schema.append("pattern", whole(matches.text()));
        }
    }

    private boolean isList() {
        return rule.type().filter(FieldType.LIST::equals).isPresent();
    }

    /** On the value, or on every element of a list. */
    private void each(Document condition) {
        if (!isList()) {
            condition.forEach(schema::append);
        } else if (schema.get("items") instanceof Document items) {
            condition.forEach(items::append);
        } else {
            schema.append("items", condition);
        }
    }

    private void also(Document condition) {
        List<Document> all = new ArrayList<>(schema.getList("allOf", Document.class, List.of()));
        all.add(condition);
        schema.append("allOf", all);
    }

    private void items(List<FieldRule> rules) {
        schema.append(
                        "prefixItems",
                        rules.stream().map(each -> schemas.of(each, use)).toList())
                .append("items", false)
                .append("minItems", rules.size());
    }

    private void combination(Constraint.Combination combination) {
        List<Document> each =
                combination.rules().stream().map(one -> schemas.of(one, use)).toList();
        switch (combination.quantifier()) {
            case ANYOF -> schema.append("anyOf", each);
            case ONEOF -> schema.append("oneOf", each);
            case ALLOF -> each.forEach(this::also);
            case NONEOF -> schema.append("not", new Document("anyOf", each));
        }
    }

    private void length(String bound, OptionalInt length) {
        if (length.isPresent() && rule.type().isPresent()) {
            String thing =
                    switch (rule.type().get()) {
                        case LIST -> "Items";
                        case STRING, UUID, OBJECTID, DECIMAL, DATETIME -> "Length";
                        default -> "Properties";
                    };
            schema.merge(
                    bound + thing,
                    length.getAsInt(),
                    (one, other) ->
                            bound.equals("min") ? Math.max((int) one, (int) other) : Math.min((int) one, (int) other));
        }
    }

    private void bound(String name, double bound) {
        if (Double.isFinite(bound)) {
            schema.append(name, bound == Math.rint(bound) && Math.abs(bound) < 1e15 ? (Object) (long) bound : bound);
        }
    }

    /** The rule {@code regex} is for the whole text, a pattern of JSON Schema for any part of it. */
    private static String whole(String regex) {
        boolean anchored = regex.startsWith("^") && regex.endsWith("$") && !regex.endsWith("\\$");
        return anchored && regex.indexOf('|') < 0 ? regex : "^(?:" + regex + ")$";
    }
}
