package eu.flexcoop.middleware.http.hub.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import eu.flexcoop.middleware.http.api.LimitedStream;

/**
 * The body of a request as its endpoint reads it: inflated if it came compressed, and bounded after that, since a few bytes of
 * gzip can become gigabytes.
 */
final class RequestBody {
    private RequestBody() {}

    /**
     * @param encoding the header Content-Encoding, or null
     * @param limit bytes that the endpoint may read
     * @throws MalformedRequestException for an encoding other than gzip, with 415
     */
    static InputStream of(InputStream sent, String encoding, long limit) {
        return new LimitedStream(decoded(sent, encoding), limit, BodyTooLargeException::new);
    }

    private static InputStream decoded(InputStream sent, String encoding) {
        if (encoding == null) {
            return sent;
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> sent;
            case "gzip", "x-gzip" -> new Inflated(sent);
            default -> throw new MalformedRequestException(
                    415, "The Content-Encoding '%s' is unknown".formatted(encoding), "Send gzip, or plain bytes.");
        };
    }

    /** Reads nothing before the endpoint does: a request may announce gzip and have no body. */
    private static final class Inflated extends InputStream {
        private static final int BUFFER_BYTES = 8192;

        private final InputStream compressed;
        private InputStream plain;

        Inflated(InputStream compressed) {
            this.compressed = compressed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                if (plain == null) {
                    plain = new GZIPInputStream(compressed, BUFFER_BYTES);
                }
                return plain.read(buffer, offset, length);
            } catch (ZipException | EOFException e) {
                throw new MalformedRequestException(
                        400,
                        "The gzip body cannot be inflated: %s".formatted(e.getMessage()),
                        "Send the whole body, compressed once.");
            }
        }

        /** Frees the memory of the inflater. */
        @Override
        public void close() throws IOException {
            if (plain != null) {
                plain.close();
            }
        }
    }
}
