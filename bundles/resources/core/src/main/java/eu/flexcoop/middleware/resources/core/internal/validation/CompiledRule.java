package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bson.BsonNull;

import eu.flexcoop.middleware.resources.api.Coercion;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Generator;

/** The checks of one field, made once when its definition is published. */
final class CompiledRule {
    private static final Check[] NONE = {};

    private final FieldType[] types;
    private final Coercion[] coercions;
    /** Of the value alone. */
    private final Check[] checks;
    /** As {@link #checks}, without those that an empty value need not meet. */
    private final Check[] checksOfEmpty;
    /** Of other fields, which are made when those are normalised and cast. */
    private final Check[] crossChecks;

    private final String typeMessage;
    private final FieldRule rule;
    private final Optional<Object> otherwise;
    private final Optional<Generator> generator;

    CompiledRule(FieldRule rule) {
        this.rule = rule;
        this.types = rule.types().toArray(FieldType[]::new);
        this.coercions = rule.constraint(Constraint.Coerce.class)
                .map(coerce -> coerce.functions().toArray(Coercion[]::new))
                .orElse(new Coercion[0]);
        List<Check> all = new ArrayList<>();
        List<Check> ofEmpty = new ArrayList<>();
        List<Check> cross = new ArrayList<>();
        for (Constraint constraint : rule.constraints()) {
            Check check = Checks.compile(constraint);
            if (Checks.isCross(constraint)) {
                cross.add(check);
            } else if (check != Checks.NOTHING) {
                all.add(check);
                if (!Checks.isMootForEmpty(constraint)) {
                    ofEmpty.add(check);
                }
            }
        }
        boolean saysEmpty = rule.constraint(Constraint.NotEmpty.class).isPresent()
                || rule.constraint(Constraint.EmptyAllowed.class).isPresent();
        this.checks = all.toArray(NONE);
        this.checksOfEmpty = saysEmpty && ofEmpty.size() < all.size() ? ofEmpty.toArray(NONE) : checks;
        this.crossChecks = cross.toArray(NONE);
        this.otherwise = rule.defaultValue();
        this.generator = rule.constraint(Constraint.Generated.class).map(Constraint.Generated::by);
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

    boolean nullable() {
        return rule.nullable();
    }

    /** Whether there is a value for documents without the field. */
    boolean hasDefault() {
        return otherwise.isPresent() || generator.isPresent();
    }

    boolean isGenerated() {
        return generator.isPresent();
    }

    /** A value for a document without the field, of its own; may be null. */
    Object newDefault() {
        if (generator.isPresent()) {
            return Generators.next(generator.get());
        }
        Object value = otherwise.orElse(BsonNull.VALUE);
        return value instanceof BsonNull ? null : CompiledFields.copy(value);
    }

    /** Whether the value is checked against other fields, by {@link #checkCross}. */
    boolean isCross() {
        return crossChecks.length > 0;
    }

    /** Makes all checks; for values whose siblings are known already. */
    Object check(String field, Object value, Scope scope, Issues issues) {
        Object checked = checkOwn(field, value, scope, issues);
        return isCross() ? checkCross(field, checked, scope, issues) : checked;
    }

    /** Makes the checks that need no other field. */
    Object checkOwn(String field, Object given, Scope scope, Issues issues) {
        Object value = given;
        if (coercions.length > 0 && scope.mode().normalizes()) {
            value = Coercions.apply(coercions, field, value, rule.nullable(), issues);
        }
        if (value == null) {
            if (!rule.nullable()) {
                issues.add("nullable", "null value not allowed");
            }
            return null;
        }
        Object typed = typed(value, scope);
        if (typed == null) {
            // other rules are meaningless for a value of the wrong type
            issues.add("type", typeMessage);
            return value;
        }
        if (typed instanceof String text && hasControls(text)) {
            issues.add("type", "must not have control characters but tabs and line ends");
            return value;
        }
        for (Check check : checksOfEmpty != checks && Checks.size(typed) == 0 ? checksOfEmpty : checks) {
            typed = check.apply(field, typed, scope, issues);
        }
        return typed;
    }

    /** Texts end up in the terminals and logs of others, where a control character is a command. */
    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                return true;
            }
        }
        return false;
    }

    Object checkCross(String field, Object value, Scope scope, Issues issues) {
        if (!issues.none() && types.length > 0 && value != null && typed(value, scope) == null) {
            return value;
        }
        Object checked = value;
        for (Check check : crossChecks) {
            checked = check.apply(field, checked, scope, issues);
        }
        return checked;
    }

    /** The value cast to the type of the field; null if that is not possible. */
    Object typed(Object value, Scope scope) {
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
