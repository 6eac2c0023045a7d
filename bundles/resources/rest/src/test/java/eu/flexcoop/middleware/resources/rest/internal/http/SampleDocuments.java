package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** Documents that follow the rules of a definition, with every field that a client may send. */
public final class SampleDocuments {
    private static final String MOMENT = "2026-11-26T10:15:00.000000Z";

    private SampleDocuments() {}

    public static Document of(ResourceDefinition definition) {
        Document sample = fields(definition.schema());
        sample.remove("_id");
        return sample;
    }

    private static Document fields(Map<String, FieldRule> rules) {
        Document sample = new Document();
        rules.forEach((name, rule) -> {
            if (!rule.readOnly()) {
                sample.append(name, value(rule));
            }
        });
        return sample;
    }

    private static Object value(FieldRule rule) {
        FieldType otherwise = rule.constraint(Constraint.Fields.class).isPresent() ? FieldType.DICT : FieldType.STRING;
        FieldType type = rule.types().isEmpty() ? otherwise : rule.types().get(0);
        Object allowed = rule.constraint(Constraint.Allowed.class)
                .map(found -> found.values().get(0))
                .orElse(null);
        Constraint.Combination choice =
                rule.constraint(Constraint.Combination.class).orElse(null);
        if (choice != null) {
            return value(choice.rules().get(0));
        }
        return switch (type) {
            case LIST -> list(rule, allowed);
            case DICT -> rule.constraint(Constraint.Fields.class)
                    .map(nested -> fields(nested.fields()))
                    .orElseGet(() -> new Document("key", "value"));
            default -> allowed != null ? allowed : plain(rule, type);
        };
    }

    private static Object plain(FieldRule rule, FieldType type) {
        double least = rule.constraint(Constraint.Range.class)
                .map(Constraint.Range::min)
                .filter(Double::isFinite)
                .orElse(1.0);
        return switch (type) {
            case INTEGER -> (int) least;
            case FLOAT, NUMBER -> least;
            case BOOLEAN -> true;
            case DATETIME -> MOMENT;
            case POINT -> new Document("type", "Point").append("coordinates", List.of(2.17, 41.38));
            default -> UUID.randomUUID().toString();
        };
    }

    private static List<Object> list(FieldRule rule, Object allowed) {
        List<Object> list = new ArrayList<>();
        FieldRule element = rule.constraint(Constraint.Elements.class)
                .map(Constraint.Elements::rule)
                .orElse(FieldRule.of(FieldType.STRING));
        list.add(allowed != null ? allowed : value(element));
        return list;
    }
}
