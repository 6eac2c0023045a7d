package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;

/** Formats with one document per line, for any number of documents. */
public enum BulkFormat {
    /** Newline-delimited JSON. */
    NDJSON("application/x-ndjson", List.of("application/x-ndjson", "application/ndjson", "application/jsonl")),
    /** RFC 4180, with a header line. */
    CSV("text/csv", List.of("text/csv"));

    private static final List<String> JSON = List.of("application/json", "application/*", "*/*");

    private final String contentType;
    private final List<String> names;

    BulkFormat(String contentType, List<String> names) {
        this.contentType = contentType;
        this.names = names;
    }

    /** Of responses. */
    public String contentType() {
        return contentType;
    }

    /** The format that the client prefers to JSON; empty if it does not name one. */
    public static Optional<BulkFormat> accepted(RestRequest request) {
        String accept = request.headers().apply("Accept");
        // nearly all requests end here
        if (accept == null || !accept.contains("csv") && !accept.contains("ndjson") && !accept.contains("jsonl")) {
            return Optional.empty();
        }
        BulkFormat best = null;
        double weight = 0;
        for (String range : accept.split(",")) {
            Optional<BulkFormat> format = named(range);
            boolean json = JSON.contains(mediaType(range));
            double given = weight(range);
            if ((format.isPresent() || json) && given > weight) {
                best = format.orElse(null);
                weight = given;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The format of the body; empty if it is another one. */
    public static Optional<BulkFormat> sent(RestRequest request) {
        return sent(request.headers().apply("Content-Type"));
    }

    /** @param type content type of the body; null if it has none */
    public static Optional<BulkFormat> sent(String type) {
        return type == null || type.startsWith("application/json") ? Optional.empty() : named(type);
    }

    private static Optional<BulkFormat> named(String range) {
        String type = mediaType(range);
        for (BulkFormat format : values()) {
            if (format.names.contains(type)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    private static String mediaType(String range) {
        int semicolon = range.indexOf(';');
        return (semicolon < 0 ? range : range.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static double weight(String range) {
        int q = range.indexOf("q=");
        if (q < 0) {
            return 1;
        }
        try {
            return Double.parseDouble(range.substring(q + 2).split("[;,\\s]", 2)[0]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
