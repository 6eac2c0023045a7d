package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;

import com.github.benmanes.caffeine.cache.Ticker;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.eclipse.jetty.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Answers for our own exceptions with what they say, for all others with a number that the log explains. */
@Provider
final class ErrorAnswers implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String BAD_REQUEST = "http:request.bad";
    private static final String FURTHER = " (further ones of this client are left out for up to a minute)";
    /** As the logger it belongs to: of all endpoints. */
    private static final LogShares SHARES = new LogShares(Ticker.systemTicker());

    @Override
    public Response toResponse(Throwable error) {
        Optional<HttpServletRequest> request = request();
        ErrorAnswer answer = request.map(http -> answer(error, http))
                .orElseGet(() -> answer(error, "A request", "an unknown client"));
        request.ifPresent(http -> {
            RequestAudit.noteReason(http, answer.id());
            UnreadBody.leave(http);
        });
        return answer.toResponse();
    }

    static ErrorAnswer answer(Throwable error, HttpServletRequest request) {
        return answer(error, request.getMethod() + " " + request.getRequestURI(), request.getRemoteAddr());
    }

    /** @param client whose share of the log a line takes */
    static ErrorAnswer answer(Throwable error, String request, String client) {
        if (error instanceof MiddlewareException known) {
            log(known, request, SHARES.next(client, known.code()));
            long retryAfter = known.retryAfter().map(Duration::toSeconds).orElse(ErrorAnswer.RETRY_AFTER_SECONDS);
            return new ErrorAnswer(known.status(), known.code(), known.getMessage(), known.advice(), retryAfter);
        }
        if (error instanceof BadMessageException bad) { // Jetty's, while a body is read
            if (SHARES.next(client, BAD_REQUEST) != LogShares.Share.NONE) {
                LOG.info("{} answered {}: {}", request, bad.getCode(), bad.getReason());
            }
            return new ErrorAnswer(
                    bad.getCode(), BAD_REQUEST, bad.getReason(), "Send the whole request again, without pauses.");
        }
        String id = UUID.randomUUID().toString();
        LogShares.Share share = SHARES.next(client, error.getClass().getName());
        if (share != LogShares.Share.NONE) {
            LOG.error("{} failed, error {}{}", request, id, share == LogShares.Share.LAST ? FURTHER : "", error);
        }
        return new ErrorAnswer(
                500, id, "The middleware failed at this request", "Give the id to the operator; the log explains it.");
    }

    private static void log(MiddlewareException known, String request, LogShares.Share share) {
        if (share == LogShares.Share.NONE) {
            return;
        }
        String more = share == LogShares.Share.LAST ? FURTHER : "";
        if (known.status() >= 500) {
            LOG.warn(
                    "{} answered {} {}: {}{}",
                    request,
                    known.status(),
                    known.code(),
                    known.getMessage(),
                    more,
                    known.getCause());
        } else {
            LOG.info("{} answered {} {}: {}{}", request, known.status(), known.code(), known.getMessage(), more);
        }
    }

    private static Optional<HttpServletRequest> request() {
        Message message = PhaseInterceptorChain.getCurrentMessage();
        return message != null && message.get(AbstractHTTPDestination.HTTP_REQUEST) instanceof HttpServletRequest http
                ? Optional.of(http)
                : Optional.empty();
    }
}
