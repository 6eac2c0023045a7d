package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

/** Refuses to deliver more bytes than allowed. */
final class BoundedInput extends FilterInputStream {
    private final long limit;
    private long delivered;

    BoundedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(Math.max(n, 0));
        return n;
    }

    private void count(int n) {
        delivered += n;
        if (delivered > limit) {
            throw new CodecException(
                    Kind.TOO_LARGE, "The body is longer than %d bytes".formatted(limit), null, null, null);
        }
    }
}
