package eu.flexcoop.middleware.resources.rest.internal.form;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of a header: {@code form-data; name="doc"; filename="a.pdf"}. */
final class HeaderParameters {
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s]*))");
    private static final String UTF_8 = "utf-8''";

    private final Map<String, String> values = new HashMap<>();

    private HeaderParameters() {}

    static HeaderParameters of(String header) {
        HeaderParameters parameters = new HeaderParameters();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            parameters.values.putIfAbsent(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\([\"\\\\])", "$1"));
        }
        return parameters;
    }

    /** Null if it is absent. */
    String get(String name) {
        return values.get(name);
    }

    /** Without the folders that some clients put before it. */
    Optional<String> fileName() {
        String extended = values.get("filename*");
        String name = values.get("filename");
        if (extended != null && extended.toLowerCase(Locale.ROOT).startsWith(UTF_8)) {
            try {
                name = URLDecoder.decode(
                        extended.substring(UTF_8.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                // the plain name, if there is one
            }
        }
        return Optional.ofNullable(name)
                .map(path -> path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
    }
}
