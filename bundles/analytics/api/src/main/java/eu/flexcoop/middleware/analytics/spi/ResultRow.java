package eu.flexcoop.middleware.analytics.spi;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * One result of a module: fields in snake case with texts, booleans, numbers, instants or device ids. A row with {@code
 * device_id} gets the owners of the device ({@code account_id}, {@code aggregator_id}) when it is stored; every row gets {@code
 * task_id} and {@code computed_at}.
 *
 * @param values in the order in which they are shown
 */
public record ResultRow(Map<String, Object> values) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public ResultRow {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, checked(name, value)));
        values = Collections.unmodifiableMap(copy);
    }

    /** Begins a row. */
    public static Draft with(String name, Object value) {
        return new Draft().with(name, value);
    }

    private static Object checked(String name, Object value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'%s' is not a name of a result field, use snake case".formatted(name));
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof DeviceId device) {
            return device.value();
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new IllegalArgumentException("Result field '%s' is %s, not a number".formatted(name, value));
        }
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof Instant) {
            return value;
        }
        throw new IllegalArgumentException(
                "Result field '%s' is a %s; use a text, boolean, number, instant or device id"
                        .formatted(
                                name, value == null ? "null" : value.getClass().getSimpleName()));
    }

    /** A row being written; used by one thread. */
    public static final class Draft {
        private final Map<String, Object> values = new LinkedHashMap<>();

        private Draft() {}

        public Draft with(String name, Object value) {
            values.put(name, value);
            return this;
        }

        public ResultRow row() {
            return new ResultRow(values);
        }
    }
}
