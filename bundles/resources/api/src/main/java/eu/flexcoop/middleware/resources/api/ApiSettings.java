package eu.flexcoop.middleware.resources.api;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an API does in the same way for all of its resources, as {@code settings.json} says it. What Eve's settings say about single
 * resources is in their {@link ResourceDefinition}s already.
 *
 * @param dateFormat dates in bodies and queries, in the letters of strftime
 * @param pageSize documents of a page when the client does not say, at least 1
 * @param pageLimit most documents of a page, at least {@code pageSize}
 * @param explained messages of errors say the reason, or only Eve's generic sentences; absent: as the operator decides
 * @param schemaEndpoint address of the schemas below the root; absent: they are not shown
 * @param crossOrigin which pages of other origins may use the API; absent: none
 * @param renderers forms of bodies beside those of bulk exchange, JSON first if nothing is asked for
 * @param publicRoot the list of resources, and the schemas, are read without a token
 */
public record ApiSettings(
        String dateFormat,
        int pageSize,
        int pageLimit,
        Optional<Boolean> explained,
        Optional<String> schemaEndpoint,
        Optional<CrossOrigin> crossOrigin,
        Set<Renderer> renderers,
        Writing writing,
        boolean publicRoot) {
    /** Eve's default: RFC 1123. */
    public static final String HTTP_DATES = "%a, %d %b %Y %H:%M:%S GMT";

    /** What holds where nothing is said. */
    public static final ApiSettings DEFAULT = new ApiSettings(
            HTTP_DATES,
            25,
            50,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(Renderer.JSON, Renderer.XML),
            Writing.DEFAULT,
            false);

    public ApiSettings {
        Objects.requireNonNull(dateFormat, "dateFormat");
        Objects.requireNonNull(explained, "explained");
        Objects.requireNonNull(schemaEndpoint, "schemaEndpoint");
        Objects.requireNonNull(crossOrigin, "crossOrigin");
        renderers = Set.copyOf(renderers);
        Objects.requireNonNull(writing, "writing");
    }

    /** Forms of bodies. */
    public enum Renderer {
        JSON,
        XML
    }

    /**
     * How writes are done.
     *
     * @param etagNeeded PATCH, PUT and DELETE of a document must send {@code If-Match}
     * @param upsert PUT stores a document that does not exist
     * @param brief responses to writes carry the automatic fields only
     */
    public record Writing(boolean etagNeeded, boolean upsert, boolean brief) {
        public static final Writing DEFAULT = new Writing(true, true, true);
    }
}
