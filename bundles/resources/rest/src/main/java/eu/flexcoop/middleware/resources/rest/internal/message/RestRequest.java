package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * One request.
 *
 * @param method in capitals
 * @param path below the root of the API, without slashes at the ends
 * @param query parameters in their order, decoded; of repeated ones the last counts
 * @param headers by name, null when absent
 * @param caller null until it is known
 * @param base address of the root of the API with a slash at the end
 */
public record RestRequest(
        String method,
        String path,
        Map<String, String> query,
        UnaryOperator<String> headers,
        InputStream body,
        Caller caller,
        String base) {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    /** This request of that caller. */
    public RestRequest by(Caller known) {
        return known == caller ? this : new RestRequest(method, path, query, headers, body, known, base);
    }

    /** This request with its body in another form. */
    public RestRequest with(InputStream other) {
        return new RestRequest(method, path, query, headers, other, caller, base);
    }

    /** Bytes of the body as its sender announces them, which the server holds it to; {@link Long#MAX_VALUE} if they are not known. */
    public long announcedBytes() {
        // the length of what is compressed says nothing about the rest
        return header("Content-Encoding").isPresent()
                ? Long.MAX_VALUE
                : header("Content-Length")
                        .filter(length -> LENGTH.matcher(length).matches())
                        .map(Long::parseLong)
                        .orElse(Long.MAX_VALUE);
    }

    /** A parameter that is there and not empty. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
    }

    public static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                query.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("The query has a wrong %% escape in '%s'", pair);
            }
        }
        return query;
    }
}
