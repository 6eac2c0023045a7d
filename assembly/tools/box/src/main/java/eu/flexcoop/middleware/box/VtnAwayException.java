package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.time.Duration;

/** The VTN cannot be reached or is not available now; the same message may be sent again later. */
public class VtnAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public VtnAwayException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the VTN asked to wait; zero if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
