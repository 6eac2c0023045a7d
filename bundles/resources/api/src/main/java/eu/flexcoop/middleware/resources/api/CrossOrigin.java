package eu.flexcoop.middleware.resources.api;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages of other origins may read answers in a browser (Fetch standard, CORS protocol).
 *
 * @param any pages of every origin
 * @param origins such as {@code https://app.example.org}
 * @param patterns origins that a pattern matches as a whole
 * @param headers that a page may send; the order is kept
 * @param exposed headers that a page may read
 * @param maxAgeSeconds how long a browser may keep what a preflight request said
 * @param credentials requests may carry cookies and the like; absent as false
 */
public record CrossOrigin(
        boolean any,
        Set<String> origins,
        List<Pattern> patterns,
        List<String> headers,
        List<String> exposed,
        long maxAgeSeconds,
        boolean credentials) {
    public CrossOrigin {
        origins = Set.copyOf(origins);
        patterns = List.copyOf(patterns);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /** Patterns are compared by their text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CrossOrigin rules
                && any == rules.any
                && origins.equals(rules.origins)
                && patterns.toString().equals(rules.patterns.toString())
                && headers.equals(rules.headers)
                && exposed.equals(rules.exposed)
                && maxAgeSeconds == rules.maxAgeSeconds
                && credentials == rules.credentials;
    }

    @Override
    public int hashCode() {
        return Objects.hash(any, origins, headers, exposed, maxAgeSeconds, credentials);
    }

    public boolean admits(String origin) {
        if (any || origins.contains(origin)) {
            return true;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matcher(origin).matches()) {
                return true;
            }
        }
        return false;
    }
}
