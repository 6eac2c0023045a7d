package eu.flexcoop.middleware.resources.spi;

import java.time.Duration;
import java.util.Objects;

import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Which rows of a source are wanted, in the query language of MongoDB.
 *
 * @param filter conditions on the rows; an empty document for all
 * @param projection fields that are wanted; an empty document for all
 * @param sort fields with 1 or -1, in order of weight; an empty document for any order
 * @param skip rows of earlier pages
 * @param limit most rows; 0 for all
 * @param timeout after which the query is given up
 */
public record SourceQuery(Bson filter, Document projection, Document sort, long skip, int limit, Duration timeout) {
    public SourceQuery {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(projection, "projection");
        Objects.requireNonNull(sort, "sort");
        Objects.requireNonNull(timeout, "timeout");
        if (skip < 0 || limit < 0) {
            throw new IllegalArgumentException("skip %d and limit %d: use 0 or more".formatted(skip, limit));
        }
    }

    /** At most one row. */
    public static SourceQuery one(Bson filter, Document projection, Duration timeout) {
        return new SourceQuery(filter, projection, new Document(), 0, 1, timeout);
    }
}
