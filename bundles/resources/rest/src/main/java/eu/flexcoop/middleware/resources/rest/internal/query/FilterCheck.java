package eu.flexcoop.middleware.resources.rest.internal.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Eve's {@code VALIDATE_FILTERS}: refuses a {@code where} that compares a field with a value that it cannot have, and fields that
 * the schema does not name. Values that are equal to, or listed for, a field must meet all its rules; bounds of ranges its type only,
 * since they need not be values of the field.
 */
public final class FilterCheck {
    private final ResourceDefinition definition;
    private final DocumentValidator validator;
    private final ValidationContext alone;

    public FilterCheck(ResourceDefinition definition, DocumentValidator validator, DateText dates) {
        this.definition = definition;
        this.validator = validator;
        this.alone = new Alone(dates);
    }

    /** The store is not asked: a filter may well look for values that there are already, or are not yet. */
    private record Alone(DateText dates) implements ValidationContext {
        @Override
        public Optional<Instant> date(String text) {
            return dates.parse(text);
        }

        @Override
        public boolean taken(String field, Object value) {
            return false;
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            return true;
        }

        @Override
        public boolean exists(String resource, String field, Object value, int version) {
            return true;
        }
    }

    /**
     * One condition as the client sent it.
     *
     * @param field dotted name
     * @throws Problem 400 if no document can meet it
     */
    void require(String field, Object condition) {
        Optional<FieldRule> rule = FieldRules.find(definition.schema(), field);
        if (rule.isEmpty()) {
            if (!isAutomatic(field) && !isOpen(field)) {
                throw invalid(field);
            }
            return;
        }
        if (condition instanceof Document document && document.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
            document.forEach((operator, value) -> require(field, rule.get(), operator, value));
        } else {
            requireValue(field, rule.get(), condition);
        }
    }

    private void require(String field, FieldRule rule, String operator, Object value) {
        switch (operator) {
            case "$eq", "$ne" -> requireValue(field, rule, value);
            case "$in", "$nin" -> {
                if (value instanceof List<?> values) {
                    values.forEach(each -> requireValue(field, rule, each));
                }
            }
            case "$all" -> {
                if (value instanceof List<?> values) {
                    values.forEach(each -> require(field, each));
                }
            }
            case "$gt", "$gte", "$lt", "$lte" -> requireValue(field, ofType(rule), value);
            case "$not" -> require(field, value);
            case "$elemMatch" -> {
                if (value instanceof Document conditions) {
                    conditions.forEach((key, inner) -> {
                        if (key.startsWith("$")) {
                            require(field, rule, key, inner);
                        } else {
                            require(field + "." + key, inner);
                        }
                    });
                }
            }
            default -> {
                // about types, sizes, places or patterns and not about a value
            }
        }
    }

    private void requireValue(String field, FieldRule rule, Object value) {
        if (rule.types().contains(FieldType.LIST)) {
            return; // of elements without rules
        }
        if (value instanceof List<?> list) {
            list.forEach(element -> requireValue(field, rule, element));
            return;
        }
        FieldRule checked = value instanceof Map ? ofType(rule) : rule;
        if (!validator.allows(checked, value, alone)) {
            throw invalid(field);
        }
    }

    private static FieldRule ofType(FieldRule rule) {
        return new FieldRule(rule.types(), false, rule.nullable(), false, Optional.empty(), List.of());
    }

    private boolean isAutomatic(String field) {
        return FieldVisibility.AUTOMATIC.contains(field)
                || field.equals(definition.item().idField())
                || field.equals("_deleted")
                || field.equals("_version");
    }

    /** Whether the object that would have the field takes fields of any name. */
    private boolean isOpen(String field) {
        int dot = field.lastIndexOf('.');
        if (dot < 0) {
            return definition.allowUnknown();
        }
        String parent = field.substring(0, dot);
        return FieldRules.find(definition.schema(), parent)
                .map(rule -> rule.constraint(Constraint.Fields.class)
                        .map(Constraint.Fields::allowUnknown)
                        .orElse(rule.types().isEmpty()
                                || rule.types().contains(FieldType.DICT)
                                || rule.types().contains(FieldType.LIST)))
                .orElseGet(() -> isOpen(parent));
    }

    private static Problem invalid(String field) {
        return Problem.badRequestWords("filter on '%s' is invalid".formatted(field));
    }
}
