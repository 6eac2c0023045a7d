package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.api.CrossOrigin;

/** What the configuration says about the platform's own API root, which has no {@code settings.json}. */
final class PlatformSettings {
    private static final String LIST = "[,\\s]+";
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]+");

    private PlatformSettings() {}

    /** @throws IllegalArgumentException naming the key and what it should be */
    static ApiSettings of(RestConfig config) {
        if (config.pageSize() < 1 || config.pageLimit() < config.pageSize()) {
            throw new IllegalArgumentException("pageSize %d and pageLimit %d: use 1 <= pageSize <= pageLimit"
                    .formatted(config.pageSize(), config.pageLimit()));
        }
        ApiSettings otherwise = ApiSettings.DEFAULT;
        return new ApiSettings(
                config.dateFormat(),
                config.pageSize(),
                config.pageLimit(),
                Optional.of(config.explainErrors()),
                schemaEndpoint(config.schemaEndpoint().strip()),
                crossOrigin(config),
                otherwise.renderers(),
                otherwise.writing(),
                otherwise.forms(),
                otherwise.media(),
                otherwise.filtersChecked(),
                otherwise.publicRoot());
    }

    private static Optional<String> schemaEndpoint(String address) {
        if (!address.isEmpty() && !PART.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "schemaEndpoint is '%s', use one part of an address, such as schema".formatted(address));
        }
        return Optional.of(address).filter(text -> !text.isEmpty());
    }

    /** Without credentials: callers send tokens, which pages have to know. */
    private static Optional<CrossOrigin> crossOrigin(RestConfig config) {
        Set<String> origins = new LinkedHashSet<>(parts(config.origins(), LIST));
        List<Pattern> patterns = new ArrayList<>();
        for (String text : parts(config.originPatterns(), "\\s+")) {
            try {
                patterns.add(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "originPatterns has '%s', which is not a regular expression: %s"
                                .formatted(text, e.getDescription()),
                        e);
            }
        }
        boolean any = origins.remove("*");
        if (!any && origins.isEmpty() && patterns.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CrossOrigin(
                any,
                origins,
                patterns,
                parts(config.originHeaders(), LIST),
                parts(config.originExposedHeaders(), LIST),
                config.originMaxAge(),
                false));
    }

    private static List<String> parts(String text, String separator) {
        return Arrays.stream(text.strip().split(separator))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
