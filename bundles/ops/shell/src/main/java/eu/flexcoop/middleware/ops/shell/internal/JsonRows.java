package eu.flexcoop.middleware.ops.shell.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Rows of a table as a JSON array of objects. */
final class JsonRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonRows() {}

    /**
     * Keys are the titles of the columns in lower case with underscores: {@code last_error}.
     *
     * @param rows texts and numbers in the order of the columns
     */
    static String of(List<String> columns, List<Object[]> rows) {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(
                            rows.stream().map(row -> object(columns, row)).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A table cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> object(List<String> columns, Object[] row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int column = 0; column < row.length; column++) {
            object.put(key(columns.get(column)), row[column]);
        }
        return object;
    }

    private static String key(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }
}
