package eu.flexcoop.middleware.resources.core.internal;

import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes values in messages as Cerberus does, since clients of the platform compare these texts. */
final class CerberusTexts {
    private CerberusTexts() {}

    /** Without a fraction where there is none. */
    static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    static String plain(Object value) {
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        return value instanceof String text ? text : quoted(value);
    }

    static String quoted(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof Number || value instanceof Date ? plain(value) : "'" + value + "'";
    }

    static String list(Collection<?> values) {
        return values.stream().map(CerberusTexts::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    static String tuple(Collection<?> values) {
        String inner = values.stream().map(CerberusTexts::quoted).collect(Collectors.joining(", "));
        return values.size() == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
}
