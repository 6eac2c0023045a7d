package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bson.BsonNull;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;

/** The rules of fields as JSON Schema 2020-12, the dialect of OpenAPI 3.1. Values stand as clients write them. Immutable. */
final class FieldSchemas {
    /** What a schema is for. */
    enum Use {
        /** A response: nothing is required, since owners of data and projections leave fields out. */
        READ,
        /** A new document. */
        CREATE,
        /** The fields that a change names; the others keep their values, so none is required. */
        CHANGE
    }

    private final DateText dates;
    private final boolean standardDates;

    FieldSchemas(DateText dates) {
        this.dates = dates;
        this.standardDates = isDateTime(dates.format(0));
    }

    private static boolean isDateTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** A date as the API writes it. */
    Document date() {
        Document schema = new Document("type", "string");
        return standardDates
                ? schema.append("format", "date-time")
                : schema.append("description", "A date like '%s'; UTC.".formatted(dates.format(0)));
    }

    /** An object with these fields. */
    Document object(Map<String, FieldRule> fields, boolean open, Use use) {
        Document properties = new Document();
        List<String> required = new ArrayList<>();
        List<Document> conditions = new ArrayList<>();
        fields.forEach((name, rule) -> {
            if (rule.readOnly() && use == Use.CREATE) {
                return;
            }
            properties.append(name, of(rule, use));
            if (rule.required() && !fillsItself(rule) && use == Use.CREATE) {
                List<String> others = alternatives(name, fields);
                if (others.isEmpty()) {
                    required.add(name);
                } else {
                    conditions.add(anyOf(name, others));
                }
            }
            if (use == Use.CREATE) {
                conditions.addAll(SchemaConditions.of(name, rule));
            }
        });
        Document schema = new Document("type", "object").append("properties", properties);
        if (!required.isEmpty()) {
            schema.append("required", required);
        }
        if (!conditions.isEmpty()) {
            schema.append("allOf", conditions);
        }
        return use == Use.READ ? schema : schema.append("additionalProperties", open);
    }

    /** Required fields that exclude this one: where one of them is, it need not be there. */
    private static List<String> alternatives(String name, Map<String, FieldRule> fields) {
        return fields.entrySet().stream()
                .filter(other -> other.getValue().required())
                .filter(other -> other.getValue()
                        .constraint(Constraint.Excludes.class)
                        .filter(excludes -> excludes.fields().contains(name))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Document anyOf(String name, List<String> others) {
        List<Document> each = new ArrayList<>();
        each.add(new Document("required", List.of(name)));
        others.forEach(other -> each.add(new Document("required", List.of(other))));
        return new Document("anyOf", each);
    }

    private static boolean fillsItself(FieldRule rule) {
        return rule.defaultValue().isPresent()
                || rule.constraint(Constraint.Generated.class).isPresent();
    }

    Document of(FieldRule rule, Use use) {
        Document schema = new Document();
        types(schema, rule);
        rule.type().ifPresent(type -> shape(schema, type));
        SchemaConstraints constraints = new SchemaConstraints(this, use, schema, rule);
        boolean maybeEmpty = rule.constraint(Constraint.EmptyAllowed.class).isPresent();
        for (Constraint constraint : rule.constraints()) {
            if (!maybeEmpty || !isMootForEmpty(constraint)) {
                constraints.add(constraint);
            }
        }
        if (maybeEmpty) {
            orEmpty(schema, rule, use);
        }
        rule.defaultValue().ifPresent(value -> schema.append("default", value instanceof BsonNull ? null : value));
        if (rule.readOnly()) {
            schema.append("readOnly", true);
        }
        return schema;
    }

    private static boolean isMootForEmpty(Constraint constraint) {
        return constraint instanceof Constraint.Length
                || constraint instanceof Constraint.Allowed
                || constraint instanceof Constraint.Forbidden
                || constraint instanceof Constraint.Items
                || constraint instanceof Constraint.Matches;
    }

    /** {@code empty: true}: the value is empty, or meets the rules that an empty one need not meet. */
    private void orEmpty(Document schema, FieldRule rule, Use use) {
        Document full = new Document();
        SchemaConstraints constraints = new SchemaConstraints(this, use, full, rule);
        rule.constraints().stream().filter(FieldSchemas::isMootForEmpty).forEach(constraints::add);
        if (!full.isEmpty()) {
            Document empty = new Document("type", List.of("string", "array", "object"))
                    .append("maxLength", 0)
                    .append("maxItems", 0)
                    .append("maxProperties", 0);
            schema.append("anyOf", List.of(empty, full));
        }
    }

    private static void types(Document schema, FieldRule rule) {
        List<String> names = new ArrayList<>(
                rule.types().stream().map(FieldSchemas::json).distinct().toList());
        if (names.isEmpty()) {
            return;
        }
        if (rule.nullable()) {
            names.add("null");
        }
        schema.append("type", names.size() == 1 ? names.get(0) : names);
    }

    private static String json(FieldType type) {
        return switch (type) {
            case INTEGER -> "integer";
            case FLOAT, NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case LIST -> "array";
            case STRING, DATETIME, OBJECTID, UUID, DECIMAL, MEDIA -> "string";
            default -> "object";
        };
    }

    private void shape(Document schema, FieldType type) {
        switch (type) {
            case DATETIME -> date().forEach(schema::putIfAbsent);
            case UUID -> schema.append("format", "uuid");
            case OBJECTID -> schema.append("pattern", "^[0-9a-fA-F]{24}$");
            case DECIMAL -> schema.append("description", "A decimal number of up to 34 digits, as text.");
            case MEDIA -> schema.append(
                    "description", "A file as base64, or its address, which means in a change that the file stays.");
            default -> {
                if (type.isGeometry()) {
                    GeoJsonSchemas.describe(schema, type);
                }
            }
        }
    }
}
