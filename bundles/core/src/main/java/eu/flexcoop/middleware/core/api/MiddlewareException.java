package eu.flexcoop.middleware.core.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that a client of the middleware may meet, with a stable code, the HTTP status that says it best and one
 * sentence of advice. There is one subclass per case; the message says what failed, on which thing and why.
 */
public abstract class MiddlewareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final String advice;

    /**
     * @param code stable and machine-readable, {@code area:thing.case}, for example {@code openadr:ven.unknown}
     * @param status HTTP status from 400 to 599
     * @param message what failed, on which thing, why
     * @param advice what the caller can change, one sentence
     */
    protected MiddlewareException(String code, int status, String message, String advice, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.advice = Objects.requireNonNull(advice, "advice");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("%d is no HTTP status of an error".formatted(status));
        }
        this.status = status;
    }

    protected MiddlewareException(String code, int status, String message, String advice) {
        this(code, status, message, advice, null);
    }

    public final String code() {
        return code;
    }

    public final int status() {
        return status;
    }

    public final String advice() {
        return advice;
    }

    /** After which time the same may go well; empty if nobody knows, or time does not help. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
