package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;

/** Rules of one field that concern its neighbours: {@code dependencies} and {@code excludes}. */
final class SchemaConditions {
    private SchemaConditions() {}

    /** Conditions on the object that the field is in; dotted names of dependencies have no form in JSON Schema. */
    static List<Document> of(String field, FieldRule rule) {
        List<Document> conditions = new ArrayList<>();
        rule.constraint(Constraint.Dependencies.class)
                .ifPresent(needed -> needed.fields().forEach((name, values) -> {
                    if (name.indexOf('.') < 0 && !name.startsWith("^")) {
                        conditions.add(when(field, needs(name, values)));
                    }
                }));
        rule.constraint(Constraint.Excludes.class).ifPresent(excluded -> {
            List<Document> there = excluded.fields().stream()
                    .map(name -> new Document("required", List.of(name)))
                    .toList();
            conditions.add(when(field, new Document("not", new Document("anyOf", there))));
        });
        return conditions;
    }

    private static Document needs(String name, List<Object> values) {
        Document needed = new Document("required", List.of(name));
        return values.isEmpty()
                ? needed
                : needed.append("properties", new Document(name, new Document("enum", values)));
    }

    private static Document when(String field, Document condition) {
        return new Document("dependentSchemas", new Document(field, condition));
    }
}
