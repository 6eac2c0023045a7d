package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.resources.api.CrossOrigin;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/**
 * Lets pages of other origins read answers (Fetch standard, CORS protocol): adds its headers to every answer, errors among them, of a
 * request from an origin that the settings admit. For others it adds none, so that the browser keeps the answer from the page.
 */
final class CrossOriginHeaders {
    private final CrossOrigin rules;
    private final String headers;
    private final String exposed;

    CrossOriginHeaders(CrossOrigin rules) {
        this.rules = rules;
        this.headers = String.join(", ", rules.headers());
        this.exposed = String.join(", ", rules.exposed());
    }

    /** @param methods at the address; none if nothing is there */
    void addTo(RestResponse answer, RestRequest request, Set<String> methods) {
        // caches must keep the answers to different origins apart
        answer.headers().merge("Vary", "Origin", (other, origin) -> other + ", " + origin);
        Optional<String> origin = request.header("Origin").filter(rules::admits);
        if (origin.isEmpty()) {
            return;
        }
        answer.header("Access-Control-Allow-Origin", origin.get());
        answer.header("Access-Control-Allow-Headers", headers);
        answer.header("Access-Control-Expose-Headers", exposed);
        answer.header("Access-Control-Allow-Methods", String.join(", ", methods));
        answer.header("Access-Control-Max-Age", Long.toString(rules.maxAgeSeconds()));
        if (rules.credentials()) {
            answer.header("Access-Control-Allow-Credentials", "true");
        }
    }
}
