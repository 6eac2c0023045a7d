package eu.flexcoop.middleware.resources.core.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;

/** The checks of one field, made once when its definition is published. */
final class CompiledRule {
    private final FieldType[] types;
    private final Check[] checks;
    private final String typeMessage;
    private final FieldRule rule;

    CompiledRule(FieldRule rule) {
        this.rule = rule;
        this.types = rule.types().toArray(FieldType[]::new);
        this.checks = rule.constraints().stream().map(Checks::compile).toArray(Check[]::new);
        List<String> keys = rule.types().stream().map(FieldType::key).toList();
        this.typeMessage = keys.size() == 1
                ? "must be of %s type".formatted(keys.get(0))
                : keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(", ", "must be of [", "] type"));
    }

    boolean required() {
        return rule.required();
    }

    boolean readOnly() {
        return rule.readOnly();
    }

    Optional<Object> defaultValue() {
        return rule.defaultValue();
    }

    Object check(String field, Object value, Scope scope, Issues issues) {
        if (value == null) {
            if (!rule.nullable()) {
                issues.add("null value not allowed");
            }
            return null;
        }
        Object typed = typed(value, scope);
        if (typed == null) {
            // other rules are meaningless for a value of the wrong type
            issues.add(typeMessage);
            return value;
        }
        for (Check check : checks) {
            typed = check.apply(field, typed, scope, issues);
        }
        return typed;
    }

    private Object typed(Object value, Scope scope) {
        if (types.length == 0) {
            return value;
        }
        if (types.length == 1) {
            Object cast = Casting.cast(types[0], value, scope.context());
            return Casting.matches(types[0], cast) ? cast : null;
        }
        for (FieldType type : types) {
            if (Casting.matches(type, value)) {
                return value;
            }
        }
        for (FieldType type : types) {
            Object cast = Casting.cast(type, value, scope.context());
            if (Casting.matches(type, cast)) {
                return cast;
            }
        }
        return null;
    }
}
