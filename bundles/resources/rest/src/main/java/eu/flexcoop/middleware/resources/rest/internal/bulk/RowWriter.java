package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;

import org.bson.RawBsonDocument;

/** Writes documents in one format. For one thread. */
interface RowWriter {
    void write(RawBsonDocument row) throws IOException;

    /** Writes what is still in buffers, after the last row. */
    void end() throws IOException;
}
