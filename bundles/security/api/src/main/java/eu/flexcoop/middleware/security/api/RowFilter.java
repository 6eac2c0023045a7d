package eu.flexcoop.middleware.security.api;

import java.util.Map;

/**
 * Which rows of a collection or table a caller may see, without the types of a database driver. Every store translates it
 * into its own query and adds it to each query of the caller.
 */
public sealed interface RowFilter {
    /** Every row. */
    record All() implements RowFilter {}

    /** No row: the query need not run. */
    record None() implements RowFilter {}

    /**
     * The rows in which each of these fields has exactly this value, or is a list with it.
     *
     * @param values by name of the field; not empty
     */
    record Equal(Map<String, String> values) implements RowFilter {
        public Equal {
            values = Map.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException(
                        "A filter without fields would show every row; that is RowFilter.All");
            }
        }
    }
}
