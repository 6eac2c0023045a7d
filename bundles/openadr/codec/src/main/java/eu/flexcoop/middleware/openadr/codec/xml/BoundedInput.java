package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

/**
 * Refuses to deliver more bytes than allowed. May keep what it delivers, until it is told to {@linkplain #forget}: a parser reads
 * ahead, so a few kilobytes are kept of a message that turns out to be unsigned.
 */
final class BoundedInput extends FilterInputStream {
    private final long limit;
    private long delivered;
    /** Null if nothing is kept. */
    private ByteArrayOutputStream kept;

    BoundedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    static BoundedInput recording(InputStream in, long limit) {
        BoundedInput input = new BoundedInput(in, limit);
        input.kept = new ByteArrayOutputStream(0);
        return input;
    }

    void forget() {
        kept = null;
    }

    /** Everything from the first byte on, what was read already and what was not. */
    InputStream whole() {
        InputStream read = new ByteArrayInputStream(kept.toByteArray());
        forget();
        return new SequenceInputStream(read, this);
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            count(1);
            if (kept != null) {
                kept.write(one);
            }
        }
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        if (n > 0) {
            count(n);
            if (kept != null) {
                kept.write(buffer, offset, n);
            }
        }
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
