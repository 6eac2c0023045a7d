package eu.flexcoop.middleware.http.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/**
 * A body that ends in an error once it is longer than allowed, so that it never fills the memory. For one reader: as
 * with other streams, threads must not share it.
 */
public final class LimitedStream extends FilterInputStream {
    private final long limit;
    private final LongFunction<? extends RuntimeException> tooLong;
    private long seen;

    /**
     * @param limit bytes that may be read
     * @param tooLong makes, of the limit, what is thrown by the read that comes upon a byte more
     */
    public LimitedStream(InputStream body, long limit, LongFunction<? extends RuntimeException> tooLong) {
        super(body);
        this.limit = limit;
        this.tooLong = tooLong;
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
            throw tooLong.apply(limit);
        }
    }
}
