package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import eu.flexcoop.middleware.resources.rest.internal.message.BeginningInMemory;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * Rows of any number that are read while they are sent. The first {@value #IN_MEMORY} bytes are made before the response begins, so that
 * a query that fails at once is answered with an error. For one thread.
 */
final class RowsBody implements RestResponse.Rest {
    private static final int IN_MEMORY = 64 << 10;

    private final SourceRows rows;
    private final RowWriter writer;
    private final BeginningInMemory sink;

    /**
     * @param rows closed by this
     * @param sink what the writer writes to
     */
    RowsBody(SourceRows rows, RowWriter writer, BeginningInMemory sink) {
        this.rows = rows;
        this.writer = writer;
        this.sink = sink;
    }

    RestResponse start() {
        try {
            boolean more = rows.hasNext();
            while (more && sink.size() < IN_MEMORY) {
                writer.write(rows.next());
                more = rows.hasNext();
            }
            if (more) {
                return RestResponse.of(200, sink.bytes(), this);
            }
            writer.end();
            rows.close();
            return RestResponse.of(200, sink.bytes());
        } catch (IOException e) {
            rows.close();
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        sink.sendTo(target);
        while (rows.hasNext()) {
            writer.write(rows.next());
        }
        writer.end();
    }

    @Override
    public void close() {
        rows.close();
    }
}
