package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/**
 * Keeps answers to one caller out of the caches of others, whatever a definition says about caching (RFC 9111, sections 3.5 and 5.2.2:
 * {@code must-revalidate} and {@code public} let a shared cache store the answer to a request with a token).
 */
final class PrivateAnswers {
    private static final String CACHE_CONTROL = "Cache-Control";

    private PrivateAnswers() {}

    /**
     * Marks an answer that depends on who asks.
     *
     * @param uncached where nothing is said about caching, nothing is cached; otherwise that is left to RFC 9111, 3.5, by which shared
     *     caches store no answer to a request with a token
     */
    static void mark(RestResponse answer, boolean uncached) {
        if (uncached) {
            answer.headers().putIfAbsent(CACHE_CONTROL, "no-store");
        }
        answer.headers().computeIfPresent(CACHE_CONTROL, (name, said) -> restricted(said));
        answer.headers().merge("Vary", "Authorization", (other, authorization) -> other + ", " + authorization);
    }

    private static String restricted(String said) {
        List<String> kept = new ArrayList<>();
        for (String directive : said.split(",")) {
            String name = directive.strip().toLowerCase(Locale.ROOT);
            if (name.equals("no-store")) {
                return "no-store";
            }
            // the first two are for shared caches, and private with a list of fields would cover these fields alone
            boolean replaced = name.equals("public") || name.startsWith("s-maxage") || name.startsWith("private");
            if (!replaced && !name.isEmpty()) {
                kept.add(directive);
            }
        }
        return kept.isEmpty() ? "private" : "private, " + String.join(",", kept).strip();
    }
}
