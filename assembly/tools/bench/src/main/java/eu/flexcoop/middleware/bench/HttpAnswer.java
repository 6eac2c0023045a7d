package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer over HTTP.
 *
 * @param headers by their names in lower case
 */
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    /** Empty text if there is no such header. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Itself, if it has the status that a request that went well has. */
    HttpAnswer expect(int wanted) throws IOException {
        if (status != wanted) {
            String said = text().strip();
            throw new UnexpectedAnswerException("Status %d instead of %d: %s"
                    .formatted(status, wanted, said.substring(0, Math.min(300, said.length()))));
        }
        return this;
    }

    /** The middleware answered, yet not as it should; the connection is fine. */
    static final class UnexpectedAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        UnexpectedAnswerException(String message) {
            super(message);
        }
    }
}
