package eu.flexcoop.middleware.resources.rest.internal.http;

import java.time.Instant;
import java.util.Optional;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;

/**
 * Answers 304 where every validator that the client sent says that it has the answer already. Only for answers with an ETag: lists have
 * none, since a deleted document changes no date.
 */
final class ConditionalRequests {
    private ConditionalRequests() {}

    static RestResponse apply(RestRequest request, RestResponse answer) {
        String etag = answer.headers().get("ETag");
        if (etag == null || answer.status() != 200 && answer.status() != 206 || !isKnown(request, answer, etag)) {
            return answer;
        }
        answer.close();
        RestResponse unchanged = RestResponse.empty(304);
        answer.headers().forEach((name, value) -> {
            if (!name.equals("Last-Modified") && !name.startsWith("Content-")) {
                unchanged.header(name, value);
            }
        });
        return unchanged;
    }

    private static boolean isKnown(RestRequest request, RestResponse answer, String etag) {
        Optional<String> match = request.header("If-None-Match");
        Optional<Instant> since = request.header("If-Modified-Since").flatMap(DateText.HTTP::parse);
        if (match.isEmpty() && since.isEmpty()) {
            return false;
        }
        Optional<Instant> modified = since.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(answer.headers().get("Last-Modified")).flatMap(DateText.HTTP::parse);
        if (match.isEmpty() && modified.isEmpty()) {
            return false;
        }
        return (match.isEmpty() || Etags.matches(match.get(), etag.substring(1, etag.length() - 1)))
                && (modified.isEmpty() || !modified.get().isAfter(since.get()));
    }
}
