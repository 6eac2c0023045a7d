package eu.flexcoop.middleware.resources.core.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;

/** The checks of an object with known fields. */
final class CompiledFields {
    private final Map<String, CompiledRule> rules;
    private final boolean allowUnknown;
    private final boolean purgeUnknown;
    private final Map<String, String> renamed;

    CompiledFields(Map<String, FieldRule> fields, boolean allowUnknown, boolean purgeUnknown) {
        this.rules = new LinkedHashMap<>();
        fields.forEach((name, rule) -> rules.put(name, new CompiledRule(rule)));
        this.allowUnknown = allowUnknown;
        this.purgeUnknown = purgeUnknown;
        this.renamed = new LinkedHashMap<>();
        fields.forEach((name, rule) ->
                rule.constraint(Constraint.Rename.class).ifPresent(rename -> renamed.put(name, rename.to())));
    }

    /** Checks and casts in place; the result is empty when all is good. */
    Map<String, Object> check(Scope scope) {
        Map<String, Object> document = scope.siblings();
        Map<String, Object> result = new LinkedHashMap<>();
        renamed.forEach((from, to) -> {
            if (document.containsKey(from)) {
                document.put(to, document.remove(from));
            }
        });
        if (purgeUnknown) {
            document.keySet().retainAll(rules.keySet());
        }
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            String field = entry.getKey();
            CompiledRule rule = rules.get(field);
            if (rule == null) {
                if (!allowUnknown) {
                    result.put(field, "unknown field");
                }
            } else if (rule.readOnly() && !repeatsStored(field, entry.getValue(), scope)) {
                result.put(field, "field is read-only");
            }
        }
        rules.forEach((field, rule) -> checkOne(field, rule, scope, result));
        return result;
    }

    private static boolean repeatsStored(String field, Object value, Scope scope) {
        return scope.mode() != Scope.Mode.INSERT
                && Objects.equals(value, scope.stored().get(field));
    }

    private static void checkOne(String field, CompiledRule rule, Scope scope, Map<String, Object> result) {
        Map<String, Object> document = scope.siblings();
        if (result.containsKey(field)) {
            return;
        }
        if (!document.containsKey(field) && !fillIn(field, rule, scope)) {
            if (rule.required() && scope.mode() != Scope.Mode.UPDATE) {
                result.put(field, "required field");
            }
            return;
        }
        Issues issues = new Issues();
        Object value = document.get(field);
        Object checked = rule.check(field, value, scope, issues);
        if (checked != value) {
            document.put(field, checked);
        }
        if (!issues.none()) {
            result.put(field, issues.result());
        }
    }

    private static boolean fillIn(String field, CompiledRule rule, Scope scope) {
        if (rule.defaultValue().isEmpty()) {
            return false;
        }
        boolean stored = scope.mode() == Scope.Mode.UPDATE && scope.stored().containsKey(field);
        if (!stored) {
            scope.siblings().put(field, copy(rule.defaultValue().get()));
        }
        return !stored;
    }

    /** Values are cast in place, so no two documents may share one. */
    static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Document copy = new Document();
            map.forEach((key, inner) -> copy.append((String) key, copy(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(inner -> copy.add(copy(inner)));
            return copy;
        }
        return value;
    }
}
