package eu.flexcoop.middleware.series.api;

import java.util.Objects;

/**
 * The size and use of the table of the long-term store, as its servers last reported them, which they do every few seconds.
 *
 * @param table name
 * @param regions parts of the table that serve
 * @param servers on which they are
 * @param fileBytes compressed, without the copies that HDFS keeps
 * @param memoryBytes written, and not yet in files
 * @param reads since the regions were opened
 * @param writes since the regions were opened
 */
public record TableStatistics(
        String table, int regions, int servers, long fileBytes, long memoryBytes, long reads, long writes) {
    public TableStatistics {
        Objects.requireNonNull(table, "table");
    }
}
