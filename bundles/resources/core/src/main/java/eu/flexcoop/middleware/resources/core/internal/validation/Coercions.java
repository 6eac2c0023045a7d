package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import eu.flexcoop.middleware.resources.api.Coercion;

/** Carries out the functions of {@code coerce}. */
final class Coercions {
    private static final String RULE = "coerce";

    private Coercions() {}

    /** The value after all functions, or what the first that failed was given. */
    static Object apply(Coercion[] functions, String field, Object given, boolean nullable, Issues issues) {
        Object value = given;
        for (Coercion function : functions) {
            Object next = value == null ? null : apply(function, value);
            if (next == null) {
                if (value != null || !nullable) {
                    issues.add(
                            RULE,
                            "field '%s' cannot be coerced: %s is not accepted by %s"
                                    .formatted(field, CerberusTexts.quoted(value), function.key()));
                }
                return value;
            }
            value = next;
        }
        return value;
    }

    /** Null if the function does not take the value. */
    private static Object apply(Coercion function, Object value) {
        return switch (function) {
            case INT -> number(Casting.integer(value instanceof String text ? text.strip() : value), true);
            case FLOAT -> number(Casting.decimalNumber(value instanceof String text ? text.strip() : value), false);
            case STR -> value instanceof Map || value instanceof List ? null : CerberusTexts.plain(value);
            case BOOL -> Casting.flag(value) instanceof Boolean flag ? flag : null;
            case LOWER -> value instanceof String text ? text.toLowerCase(Locale.ROOT) : null;
            case UPPER -> value instanceof String text ? text.toUpperCase(Locale.ROOT) : null;
            case STRIP -> value instanceof String text ? text.strip() : null;
            case LIST -> value instanceof List ? value : new ArrayList<>(List.of(value));
        };
    }

    private static Object number(Object value, boolean whole) {
        if (whole) {
            return value instanceof Integer || value instanceof Long ? value : null;
        }
        return value instanceof Number number ? (Object) number.doubleValue() : null;
    }
}
