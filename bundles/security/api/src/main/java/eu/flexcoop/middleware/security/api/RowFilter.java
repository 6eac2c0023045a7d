package eu.flexcoop.middleware.security.api;

import java.util.Objects;

/**
 * Which rows of a collection or table a caller may see, without the types of a database driver. Every store translates it
 * into its own query and adds it to each query of the caller.
 */
public sealed interface RowFilter {
    /** Every row. */
    record All() implements RowFilter {}

    /** No row: the query need not run. */
    record None() implements RowFilter {}

    /** The rows whose field has exactly this value. */
    record Equal(String field, String value) implements RowFilter {
        public Equal {
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(value, "value");
        }
    }
}
