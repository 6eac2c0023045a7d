package eu.flexcoop.middleware.http.hub.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends in an error once it is longer than allowed. */
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long seen;

    LimitedStream(InputStream body, long limit) {
        super(body);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            count(read);
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        count(skipped);
        return skipped;
    }

    private void count(long bytes) {
        seen += bytes;
        if (seen > limit) {
            throw new BodyTooLargeException(limit);
        }
    }
}
