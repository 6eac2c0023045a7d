package eu.flexcoop.middleware.resources.api;

import java.util.List;
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
 * @param forms how forms become documents
 * @param media what answers have in place of files
 * @param filtersChecked values of a {@code where} must be values that the schema allows; otherwise those that no document has find none
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
        Forms forms,
        Media media,
        boolean filtersChecked,
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
            Forms.DEFAULT,
            Media.DEFAULT,
            false,
            false);

    public ApiSettings {
        Objects.requireNonNull(dateFormat, "dateFormat");
        Objects.requireNonNull(explained, "explained");
        Objects.requireNonNull(schemaEndpoint, "schemaEndpoint");
        Objects.requireNonNull(crossOrigin, "crossOrigin");
        renderers = Set.copyOf(renderers);
        Objects.requireNonNull(writing, "writing");
        Objects.requireNonNull(forms, "forms");
        Objects.requireNonNull(media, "media");
    }

    /**
     * How forms become documents.
     *
     * @param collapse a field that comes several times is a list; otherwise its first value counts
     * @param createLists one value of a list field is a list of one
     * @param json values of multipart forms are JSON where they can be read as such
     */
    public record Forms(boolean collapse, boolean createLists, boolean json) {
        public static final Forms DEFAULT = new Forms(false, false, false);
    }

    /**
     * What answers have in place of files.
     *
     * @param base64 the file itself
     * @param url the address of the file, if it is not there itself; with neither there is null
     * @param info what is said beside the file, of {@link #INFO}; the value is an object then, with the file as {@code file}
     */
    public record Media(boolean base64, boolean url, List<String> info) {
        /** What can be said of a file. */
        public static final List<String> INFO = List.of("content_type", "name", "length", "upload_date");

        public static final Media DEFAULT = new Media(true, false, List.of());

        public Media {
            info = List.copyOf(info);
        }
    }

    /** Forms of bodies. */
    public enum Renderer {
        JSON,
        XML
    }

    /**
     * How writes are done.
     *
     * @param etags documents have ETags, which clients see and send; without them nobody learns that his copy is an old one
     * @param etagNeeded PATCH, PUT and DELETE of a document must send {@code If-Match}
     * @param upsert PUT stores a document that does not exist
     * @param brief responses to writes carry the automatic fields only
     */
    public record Writing(boolean etags, boolean etagNeeded, boolean upsert, boolean brief) {
        public static final Writing DEFAULT = new Writing(true, true, true, true);

        public Writing {
            etagNeeded &= etags;
        }
    }
}
