package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.io.QuietException;

/** An answer failed after its first bytes had left. Jetty closes the connection; the cause has been logged already. */
final class BrokenAnswerException extends RuntimeException implements QuietException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(Throwable cause) {
        super("The answer failed after its first bytes had left", cause);
    }
}
