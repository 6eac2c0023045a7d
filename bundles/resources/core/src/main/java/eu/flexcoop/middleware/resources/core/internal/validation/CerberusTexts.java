package eu.flexcoop.middleware.resources.core.internal.validation;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.bson.types.ObjectId;

/** Writes values in messages as Cerberus does, since clients of the platform compare these texts. */
public final class CerberusTexts {
    private CerberusTexts() {}

    /** Without a fraction where there is none, and without an exponent where Python writes none. */
    public static String number(double number) {
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < 1e15) {
            return Long.toString((long) number);
        }
        return size >= 1e-4 && size < 1e16 ? BigDecimal.valueOf(number).toPlainString() : Double.toString(number);
    }

    static String plain(Object value) {
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        return value instanceof String || value instanceof ObjectId ? value.toString() : quoted(value);
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
        if (value instanceof Number) {
            return value instanceof Double number ? number(number) : value.toString();
        }
        return value instanceof Date ? plain(value) : "'" + value + "'";
    }

    static String list(Collection<?> values) {
        return values.stream().map(CerberusTexts::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    static String tuple(Collection<?> values) {
        String inner = values.stream().map(CerberusTexts::quoted).collect(Collectors.joining(", "));
        return values.size() == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
}
