package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** The request is good, but not now: the client or the node has as much to do as it may. */
final class TryLaterException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    private TryLaterException(String code, int status, String message, String advice, Duration retryAfter) {
        super(code, status, message, advice);
        this.retryAfter = retryAfter;
    }

    /** The node has no thread left for requests of this kind. */
    static TryLaterException busy(int most) {
        return new TryLaterException(
                "http:node.busy",
                503,
                "The node has %d requests in progress".formatted(most),
                "Send the request again later.",
                Duration.ofSeconds(2));
    }

    /** The node is starting and may serve the address in a moment. */
    static TryLaterException starting(String address) {
        return new TryLaterException(
                "http:node.starting",
                503,
                "The node is starting; nothing is served at %s yet".formatted(address),
                "Send the request again later.",
                Duration.ofSeconds(5));
    }

    /** One client has many requests in progress. */
    static TryLaterException concurrent(int most) {
        return new TryLaterException(
                "http:client.concurrent",
                429,
                "The client has %d requests in progress".formatted(most),
                "Wait for answers before further requests are sent.",
                Duration.ofSeconds(1));
    }

    /** One client sends more than it may. */
    static TryLaterException tooMany(int perSecond, Duration retryAfter) {
        return new TryLaterException(
                "http:client.rate",
                429,
                "The client sends more than %d requests per second".formatted(perSecond),
                "Send them more slowly.",
                retryAfter);
    }

    /** Bad tokens have come from the address. */
    static TryLaterException failedLogins(Duration retryAfter) {
        return new TryLaterException(
                "http:client.failed-tokens",
                429,
                "Too many tokens from this address were not good",
                "Get a new token before the next request.",
                retryAfter);
    }

    /** At least a second: the header knows no parts. */
    @Override
    public Optional<Duration> retryAfter() {
        return Optional.of(
                retryAfter.compareTo(Duration.ofSeconds(1)) < 0
                        ? Duration.ofSeconds(1)
                        : Duration.ofSeconds(retryAfter.plusMillis(999).toSeconds()));
    }
}
