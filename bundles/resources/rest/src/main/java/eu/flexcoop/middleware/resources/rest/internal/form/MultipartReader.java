package eu.flexcoop.middleware.resources.rest.internal.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Splits a body of {@code multipart/form-data} (RFC 7578) into its parts while it is read, so that files need no memory. For one
 * thread; a part must be left before the next one is asked for, its rest is skipped.
 */
final class MultipartReader {
    private static final int BUFFER = 32 << 10;
    private static final int LONGEST_HEADERS = 8 << 10;
    private static final int MOST_PARTS = 1000;
    private static final int LONGEST_BOUNDARY = 70;

    /**
     * One part.
     *
     * @param fileName present for files; a path that some clients send is left out
     * @param content ends where the part ends
     */
    record Part(String name, Optional<String> fileName, Optional<String> contentType, InputStream content) {}

    private final InputStream in;
    /** The end of a part with the line break before it. */
    private final byte[] delimiter;

    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean ended;
    private int parts;
    private Content open;

    /** @throws Problem if the content type names no boundary */
    MultipartReader(InputStream in, String contentType) {
        String boundary = HeaderParameters.of(contentType).get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw Problem.badRequest("The content type '%s' has no boundary of at most 70 characters", contentType);
        }
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // the first boundary may stand at the very beginning
        buffer[0] = '\r';
        buffer[1] = '\n';
        this.limit = 2;
    }

    /** The next part; empty after the last one. */
    Optional<Part> next() throws IOException {
        Content previous = open == null ? new Content() : open; // what stands before the first part means nothing
        previous.skipRest();
        position += delimiter.length;
        if (ended || isLast()) {
            ended = true;
            return Optional.empty();
        }
        if (++parts > MOST_PARTS) {
            throw Problem.badRequest("The body has more than %d parts", MOST_PARTS);
        }
        String type = null;
        HeaderParameters disposition = null;
        int left = LONGEST_HEADERS;
        line(left); // spaces after the boundary
        for (String header = line(left); !header.isEmpty(); header = line(left)) {
            left -= header.length();
            int colon = header.indexOf(':');
            String name = colon < 0 ? "" : header.substring(0, colon).strip();
            if (name.equalsIgnoreCase("Content-Disposition")) {
                disposition = HeaderParameters.of(header.substring(colon + 1));
            } else if (name.equalsIgnoreCase("Content-Type")) {
                type = header.substring(colon + 1).strip();
            }
        }
        String name = disposition == null ? null : disposition.get("name");
        if (name == null || name.isEmpty() || name.indexOf('\0') >= 0) {
            throw Problem.badRequest("Part %d of the body has no name in its Content-Disposition", parts);
        }
        open = new Content();
        return Optional.of(new Part(name, disposition.fileName(), Optional.ofNullable(type), open));
    }

    private boolean isLast() throws IOException {
        require(2);
        return buffer[position] == '-' && buffer[position + 1] == '-';
    }

    private String line(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        require(2);
        while (buffer[position] != '\r' || buffer[position + 1] != '\n') {
            line.write(buffer[position++]);
            if (line.size() > most) {
                throw Problem.badRequest(
                        "The headers of part %d of the body are longer than %d bytes", parts, LONGEST_HEADERS);
            }
            require(2);
        }
        position += 2;
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Makes that many bytes available. */
    private void require(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (!fill()) {
                throw Problem.badRequest("The body ends in its part %d, before the last boundary", parts);
            }
        }
    }

    /** @return false at the end of the body */
    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(read, 0);
        return read > 0;
    }

    private int find() {
        int last = limit - delimiter.length;
        for (int at = position; at <= last; at++) {
            int matched = 0;
            while (matched < delimiter.length && buffer[at + matched] == delimiter[matched]) {
                matched++;
            }
            if (matched == delimiter.length) {
                return at;
            }
        }
        return -1;
    }

    /** The bytes of a part. */
    private final class Content extends InputStream {
        private boolean over;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int available = available();
            if (available == 0) {
                return -1;
            }
            int count = Math.min(length, available);
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }

        /** Bytes of the part in the buffer; 0 at its end. */
        @Override
        public int available() throws IOException {
            if (over) {
                return 0;
            }
            while (true) {
                int found = find();
                // bytes that may be the beginning of the boundary have to wait
                int available = found >= 0 ? found - position : limit - position - delimiter.length + 1;
                if (available > 0) {
                    return available;
                }
                if (found >= 0) {
                    over = true;
                    return 0;
                }
                require(limit - position + 1);
            }
        }

        void skipRest() throws IOException {
            for (int available = available(); available > 0; available = available()) {
                position += available;
            }
        }
    }
}
