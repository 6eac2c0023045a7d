package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.OptionalLong;

/**
 * How many rows a list has in all.
 *
 * @param rows absent if that is not known
 * @param more there are more rows than that; counting ended there
 */
record RowTotal(OptionalLong rows, boolean more) {
    static final RowTotal UNKNOWN = new RowTotal(OptionalLong.empty(), false);

    static RowTotal of(long rows) {
        return new RowTotal(OptionalLong.of(rows), false);
    }

    static RowTotal moreThan(long rows) {
        return new RowTotal(OptionalLong.of(rows), true);
    }

    /** The number of rows if it is known and not only a bound. */
    OptionalLong exact() {
        return more ? OptionalLong.empty() : rows;
    }
}
