package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.Duration;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;

/**
 * Turns exceptions into answers. The error carries {@code code} (the HTTP status), {@code message}, {@code advice} and {@code
 * id} (the stable code of the case); of these, Eve's clients know the first two, and get no others when reasons are switched
 * off.
 */
public final class ErrorResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

    /** BadValue, FailedToParse, TypeMismatch, IndexNotFound, ConflictingUpdateOperators, DollarPrefixedFieldName, NoQueryExecutionPlans. */
    private static final Set<Integer> MALFORMED_QUERY = Set.of(2, 9, 14, 27, 40, 52, 291);
    /** Errors of single query operators and stages have numbers from here on. */
    private static final int LOCATION_CODES = 15_000;

    /** Where the error does not say it. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final boolean explained;

    /** @param explained whether messages give the reason; otherwise Eve's generic sentences */
    public ErrorResponses(boolean explained) {
        this.explained = explained;
    }

    public RestResponse of(RestRequest request, MiddlewareException e) {
        // an outage would fill the log with one line per request; the connection to MongoDB logs it once
        LOG.debug("{} {} got {}: {}", request.method(), request.path(), e.status(), e.getMessage());
        RestResponse answer = answer(e);
        return switch (e.status()) {
            case 401 -> answer.header("WWW-Authenticate", "Bearer realm=\"flexcoop\"");
            case 429, 503 -> answer.header(
                    "Retry-After",
                    Long.toString(e.retryAfter().orElse(RETRY_AFTER).toSeconds()));
            default -> answer;
        };
    }

    public RestResponse of(RestRequest request, MongoException e) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (reads && e instanceof MongoCommandException refused && isMalformed(refused)) {
            return of(request, Problem.badRequest("MongoDB refused the query: %s", refused.getErrorMessage()));
        }
        RuntimeException translated =
                MongoCalls.translated("answer %s %s".formatted(request.method(), request.path()), e);
        if (translated instanceof MiddlewareException known) {
            return of(request, known);
        }
        throw translated;
    }

    /** The client's query only looked right, for example {@code $near} without an index. */
    private static boolean isMalformed(MongoCommandException e) {
        return MALFORMED_QUERY.contains(e.getErrorCode()) || e.getErrorCode() >= LOCATION_CODES;
    }

    private RestResponse answer(MiddlewareException e) {
        // what is wrong with a token is a reason, too
        MiddlewareException told = e.status() == 401 && !explained ? Problem.unauthorized() : e;
        String message = told instanceof Problem problem ? problem.words(explained) : told.getMessage();
        return RestResponse.of(e.status(), Json.write(256, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", e.status());
            out.writeStringField("message", message);
            if (explained) {
                out.writeStringField("advice", e.advice());
                out.writeStringField("id", e.code());
            }
            out.writeEndObject();
            out.writeEndObject();
        }));
    }
}
