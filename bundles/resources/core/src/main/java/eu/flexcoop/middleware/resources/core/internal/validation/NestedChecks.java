package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import eu.flexcoop.middleware.resources.api.Constraint;

/** Compiles the constraints on what is inside an object or a list. */
final class NestedChecks {
    private NestedChecks() {}

    static Check compile(Constraint constraint) {
        if (constraint instanceof Constraint.Rename
                || constraint instanceof Constraint.Coerce
                || constraint instanceof Constraint.Generated
                || constraint instanceof Constraint.EmptyAllowed) {
            return Checks.NOTHING;
        }
        if (constraint instanceof Constraint.Fields fields) {
            CompiledFields compiled = new CompiledFields(fields.fields(), fields.unknown());
            return (field, value, scope, issues) -> {
                if (value instanceof Map<?, ?>) {
                    issues.nested(compiled.check(scope.inside(field, members(value))));
                }
                return value;
            };
        } else if (constraint instanceof Constraint.Elements elements) {
            CompiledRule rule = new CompiledRule(elements.rule());
            return (field, value, scope, issues) -> each(field, value, scope, issues, index -> rule);
        } else if (constraint instanceof Constraint.Items items) {
            return items(items);
        } else if (constraint instanceof Constraint.Keys keys) {
            CompiledRule rule = new CompiledRule(keys.rule());
            return (field, value, scope, issues) -> members(field, value, scope, issues, rule, true);
        } else if (constraint instanceof Constraint.Values values) {
            CompiledRule rule = new CompiledRule(values.rule());
            return (field, value, scope, issues) -> members(field, value, scope, issues, rule, false);
        }
        throw new IllegalArgumentException("No check is known for %s".formatted(constraint));
    }

    private static Check items(Constraint.Items items) {
        CompiledRule[] rules = items.rules().stream().map(CompiledRule::new).toArray(CompiledRule[]::new);
        return (field, value, scope, issues) -> {
            if (value instanceof List<?> list && list.size() != rules.length) {
                issues.add("items", "length of list should be %d, it is %d".formatted(rules.length, list.size()));
                return value;
            }
            return each(field, value, scope, issues, index -> rules[index]);
        };
    }

    private static Object each(
            String field, Object value, Scope scope, Issues issues, IntFunction<CompiledRule> rules) {
        if (!(value instanceof List<?>)) {
            return value;
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) value;
        Map<String, Object> wrong = new LinkedHashMap<>();
        Scope inside = scope.element(field);
        for (int i = 0; i < list.size() && wrong.size() < Issues.MOST; i++) {
            Issues found = new Issues();
            Object before = list.get(i);
            Object after = rules.apply(i).check("", before, inside, found);
            if (after != before) {
                list.set(i, after);
            }
            if (!found.none()) {
                wrong.put(Integer.toString(i), found.result());
            }
        }
        issues.nested(wrong);
        return value;
    }

    private static Object members(
            String field, Object value, Scope scope, Issues issues, CompiledRule rule, boolean keys) {
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, Object> map = members(value);
        Map<String, Object> wrong = new LinkedHashMap<>();
        Scope inside = scope.inside(field, map);
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Issues found = new Issues();
            Object checked = rule.check("", keys ? entry.getKey() : entry.getValue(), inside, found);
            if (!keys) {
                entry.setValue(checked);
            }
            if (!found.none()) {
                wrong.put(entry.getKey(), found.result());
            }
            if (wrong.size() == Issues.MOST) {
                break;
            }
        }
        issues.nested(wrong);
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }
}
