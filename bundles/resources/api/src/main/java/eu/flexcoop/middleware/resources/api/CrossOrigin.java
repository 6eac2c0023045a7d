package eu.flexcoop.middleware.resources.api;

import java.util.List;
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
