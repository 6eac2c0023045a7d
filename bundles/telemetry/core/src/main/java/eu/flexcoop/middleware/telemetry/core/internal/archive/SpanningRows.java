package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;

import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * The rows of two stores one after the other. The second one is asked when the first has no more rows and the page has room for more,
 * so that a page of one store costs nothing in the other. For one thread.
 */
final class SpanningRows implements SourceRows {
    /** Rows of one store. */
    interface Part {
        /**
         * @param skip rows to leave out
         * @param limit most rows; 0 for all
         */
        SkippedRows read(long skip, int limit);
    }

    /**
     * @param skipped how many rows were left out: fewer than asked for if there were no more
     */
    record SkippedRows(SourceRows rows, long skipped) {}

    private final Deque<Part> parts;
    private final int limit;
    private long skip;
    private int given;
    private SourceRows current = SourceRows.of(List.of());

    SpanningRows(List<Part> parts, long skip, int limit) {
        this.parts = new ArrayDeque<>(parts);
        this.skip = skip;
        this.limit = limit;
    }

    @Override
    public boolean hasNext() {
        if (limit > 0 && given >= limit) {
            return false;
        }
        while (!current.hasNext()) {
            if (parts.isEmpty()) {
                return false;
            }
            current.close();
            SkippedRows next = parts.remove().read(skip, limit == 0 ? 0 : limit - given);
            skip -= next.skipped();
            current = next.rows();
        }
        return true;
    }

    @Override
    public RawBsonDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        given++;
        return current.next();
    }

    @Override
    public void close() {
        parts.clear();
        current.close();
    }
}
