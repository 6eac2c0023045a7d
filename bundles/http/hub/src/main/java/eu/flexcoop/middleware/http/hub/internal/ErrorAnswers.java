package eu.flexcoop.middleware.http.hub.internal;

import java.util.Optional;
import java.util.UUID;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;

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

    @Override
    public Response toResponse(Throwable error) {
        Optional<HttpServletRequest> request = request();
        ErrorAnswer answer = answer(
                error,
                request.map(http -> http.getMethod() + " " + http.getRequestURI())
                        .orElse("A request"));
        request.ifPresent(http -> {
            RequestAudit.noteReason(http, answer.id());
            UnreadBody.leave(http);
        });
        return answer.toResponse();
    }

    static ErrorAnswer answer(Throwable error, String request) {
        if (error instanceof MiddlewareException known) {
            if (known.status() >= 500) {
                LOG.warn(
                        "{} answered {} {}: {}",
                        request,
                        known.status(),
                        known.code(),
                        known.getMessage(),
                        known.getCause());
            } else {
                LOG.info("{} answered {} {}: {}", request, known.status(), known.code(), known.getMessage());
            }
            long retryAfter = known instanceof TryLaterException later
                    ? later.retryAfter().toSeconds()
                    : ErrorAnswer.RETRY_AFTER_SECONDS;
            return new ErrorAnswer(known.status(), known.code(), known.getMessage(), known.advice(), retryAfter);
        }
        if (error instanceof BadMessageException bad) { // Jetty's, while a body is read
            LOG.info("{} answered {}: {}", request, bad.getCode(), bad.getReason());
            return new ErrorAnswer(
                    bad.getCode(),
                    "http:request.bad",
                    bad.getReason(),
                    "Send the whole request again, without pauses.");
        }
        String id = UUID.randomUUID().toString();
        LOG.error("{} failed, error {}", request, id, error);
        return new ErrorAnswer(
                500, id, "The middleware failed at this request", "Give the id to the operator; the log explains it.");
    }

    private static Optional<HttpServletRequest> request() {
        Message message = PhaseInterceptorChain.getCurrentMessage();
        return message != null && message.get(AbstractHTTPDestination.HTTP_REQUEST) instanceof HttpServletRequest http
                ? Optional.of(http)
                : Optional.empty();
    }
}
