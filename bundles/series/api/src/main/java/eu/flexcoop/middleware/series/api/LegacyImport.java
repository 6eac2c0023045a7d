package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is read from a table of the platform's first implementation.
 *
 * @param table name, with its namespace if it has one
 * @param metric under which the values are stored; has no meaning for {@link LegacyFormat#METEO}
 * @param before later values are left out, so that they do not replace what the middleware has measured since; empty for all
 * @param again from the beginning, and not behind the last row that an earlier import has stored
 */
public record LegacyImport(String table, LegacyFormat format, String metric, Optional<Instant> before, boolean again) {
    public LegacyImport {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(before, "before");
        if (table.isBlank()) {
            throw new IllegalArgumentException("The table has no name");
        }
        if (metric.isBlank()) {
            throw new IllegalArgumentException("The metric has no name");
        }
    }
}
