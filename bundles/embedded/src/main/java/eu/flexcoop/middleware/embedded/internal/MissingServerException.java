package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;

/** The program of a server is not on this machine. The message says what to do. */
final class MissingServerException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingServerException(String message) {
        super(message);
    }
}
