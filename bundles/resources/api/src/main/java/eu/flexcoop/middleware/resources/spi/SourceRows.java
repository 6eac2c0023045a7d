package eu.flexcoop.middleware.resources.spi;

import java.util.Iterator;

import org.bson.RawBsonDocument;

/** Rows on their way from a source, as bytes of BSON that nothing has decoded. For one thread. */
public interface SourceRows extends Iterator<RawBsonDocument>, AutoCloseable {
    /** Rows that are in memory. */
    static SourceRows of(Iterable<RawBsonDocument> rows) {
        Iterator<RawBsonDocument> iterator = rows.iterator();
        return new SourceRows() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public RawBsonDocument next() {
                return iterator.next();
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    /** Frees what the query holds; the rest of the rows is not read. */
    @Override
    void close();
}
