package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Where an API root is served. Its first part never is one of the platform's. */
public final class RootAddress {
    /** What the bundle calls its API root, if the settings of the root have no prefix. */
    public static final String HEADER = "Flexcoop-Root";

    /** Begins with a letter, so that it is no version of the platform's own API, and has no dot at its start. */
    private static final Pattern FIRST = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");
    /** First parts of what the platform and programs in the same container serve, in lower case. */
    private static final Set<String> RESERVED = Set.of(
            "health", "metrics", "openadr", "openadr2", "openadr3", "docs", "cxf", "system", "jolokia", "hawtio");

    private RootAddress() {}

    /** @param bundle names the root whose settings do not */
    static String of(RootSettings settings, String bundle) throws DefinitionException {
        StringBuilder address = new StringBuilder();
        String first = settings.prefix().orElse(bundle);
        String path = settings.version().map(version -> first + "/" + version).orElse(first);
        for (String part : path.replaceAll("^/+|/+$", "").split("/")) {
            boolean free = !address.isEmpty()
                    ? PART.matcher(part).matches()
                    : FIRST.matcher(part).matches() && !RESERVED.contains(part.toLowerCase(Locale.ROOT));
            if (!free) {
                throw new DefinitionException(
                        settings.prefix().isPresent() ? "$.URL_PREFIX" : "$",
                        "the API would be served at '/%s', which the platform keeps for itself; let URL_PREFIX, or the header %s of the bundle, begin with another word"
                                .formatted(path, HEADER));
            }
            address.append('/').append(part);
        }
        return address.toString();
    }

    /** What the names of the root's collections begin with; the last colon ends it. */
    static String collectionPrefix(String address) {
        return address.substring(1).replace('/', ':') + ":";
    }
}
