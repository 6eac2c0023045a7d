package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.UnknownFields;

/**
 * The checks of an object with known fields. The order is that of Cerberus: fields are renamed, unknown ones left out, read-only ones
 * checked and defaults filled in before any value is looked at; conditions on other fields come last.
 */
public final class CompiledFields {
    private final Map<String, CompiledRule> rules = new LinkedHashMap<>();
    private final UnknownFields.Policy unknown;
    /** Of unknown fields; null if any value is good. */
    private final CompiledRule unknownRule;

    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, CompiledRule> defaults = new LinkedHashMap<>();
    private final boolean cross;
    /** Required fields that need not be there if one of these is, which excludes them. */
    private final Map<String, List<String>> excused = new HashMap<>();

    CompiledFields(Map<String, FieldRule> fields, UnknownFields unknown) {
        this.unknown = unknown.policy();
        this.unknownRule = unknown.rule().map(CompiledRule::new).orElse(null);
        fields.forEach((name, rule) -> {
            CompiledRule compiled = new CompiledRule(rule);
            rules.put(name, compiled);
            rule.constraint(Constraint.Rename.class).ifPresent(rename -> renamed.put(name, rename.to()));
            if (compiled.hasDefault()) {
                defaults.put(name, compiled);
            }
            if (rule.required()) {
                rule.constraint(Constraint.Excludes.class).ifPresent(excludes -> excludes.fields()
                        .forEach(other -> excused.computeIfAbsent(other, key -> new ArrayList<>())
                                .add(name)));
            }
        });
        this.cross = rules.values().stream().anyMatch(CompiledRule::isCross);
    }

    /** Checks and casts in place; the result is empty when all is good. */
    Map<String, Object> check(Scope scope) {
        Map<String, Object> document = scope.siblings();
        Map<String, Object> result = new LinkedHashMap<>();
        if (scope.mode().normalizes()) {
            rename(document);
            if (unknown == UnknownFields.Policy.PURGED) {
                document.keySet().retainAll(rules.keySet());
            }
        }
        checkGiven(scope, result);
        if (scope.mode().normalizes()) {
            defaults.forEach((field, rule) -> fillIn(field, rule, scope));
        }
        Map<String, Issues> waiting = cross ? new HashMap<>() : Map.of();
        rules.forEach((field, rule) -> checkOne(field, rule, scope, result, waiting));
        waiting.forEach((field, issues) -> {
            Object value = document.get(field);
            put(document, field, value, rules.get(field).checkCross(field, value, scope, issues));
            if (!issues.none()) {
                result.put(field, issues.result());
            }
        });
        return result;
    }

    private void rename(Map<String, Object> document) {
        if (renamed.isEmpty()) {
            return;
        }
        renamed.forEach((from, to) -> {
            if (document.containsKey(from)) {
                document.put(to, document.remove(from));
            }
        });
    }

    /** Unknown and read-only fields, before defaults are there. */
    private void checkGiven(Scope scope, Map<String, Object> result) {
        for (Map.Entry<String, Object> entry : scope.siblings().entrySet()) {
            if (result.size() == Issues.MOST) {
                return; // the document is refused already
            }
            String field = entry.getKey();
            CompiledRule rule = rules.get(field);
            if (rule == null) {
                checkUnknown(entry, scope, result);
            } else if (rule.readOnly() && !repeatsStored(field, rule, entry.getValue(), scope)) {
                result.put(field, "field is read-only");
            }
        }
    }

    private void checkUnknown(Map.Entry<String, Object> entry, Scope scope, Map<String, Object> result) {
        if (unknown != UnknownFields.Policy.KEPT) {
            result.put(entry.getKey(), "unknown field");
        } else if (unknownRule != null) {
            Issues issues = new Issues();
            entry.setValue(unknownRule.check(entry.getKey(), entry.getValue(), scope, issues));
            if (!issues.none()) {
                result.put(entry.getKey(), issues.result());
            }
        }
    }

    private static boolean repeatsStored(String field, CompiledRule rule, Object value, Scope scope) {
        return scope.mode() != Scope.Mode.INSERT
                && Objects.equals(
                        value == null ? null : rule.typed(value, scope),
                        scope.stored().get(field));
    }

    private void checkOne(
            String field, CompiledRule rule, Scope scope, Map<String, Object> result, Map<String, Issues> waiting) {
        Map<String, Object> document = scope.siblings();
        Object value = document.get(field);
        if (value == null && !document.containsKey(field)) {
            if (rule.required() && !scope.mode().isUpdate() && !isExcused(field, document)) {
                result.put(field, "required field");
            }
            return;
        }
        if (result.containsKey(field)) {
            return;
        }
        Issues issues = new Issues();
        put(document, field, value, rule.checkOwn(field, value, scope, issues));
        if (rule.isCross()) {
            waiting.put(field, issues);
        } else if (!issues.none()) {
            result.put(field, issues.result());
        }
    }

    private static void put(Map<String, Object> document, String field, Object value, Object checked) {
        if (checked != value) {
            document.put(field, checked);
        }
    }

    private boolean isExcused(String field, Map<String, Object> document) {
        return !excused.isEmpty()
                && excused.getOrDefault(field, List.of()).stream().anyMatch(other -> document.get(other) != null);
    }

    private static void fillIn(String field, CompiledRule rule, Scope scope) {
        Map<String, Object> document = scope.siblings();
        // a generated value takes the place of null, too, as in Eve
        boolean absent =
                !document.containsKey(field) || rule.isGenerated() && !rule.nullable() && document.get(field) == null;
        if (absent && !(scope.mode().isUpdate() && scope.stored().containsKey(field))) {
            document.put(field, rule.newDefault());
        }
    }

    /** Values are cast in place, so no two documents may share one. */
    public static Object copy(Object value) {
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
