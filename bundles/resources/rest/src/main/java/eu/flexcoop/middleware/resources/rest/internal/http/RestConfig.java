package eu.flexcoop.middleware.resources.rest.internal.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Configuration {@code eu.flexcoop.middleware.resources.rest}. Address, dates, pages and reasons are those of the platform's own root. */
@ObjectClassDefinition(name = "Flexcoop REST API")
public @interface RestConfig {
    @Accepts(Form.NAME)
    @AttributeDefinition(description = "First part of every address of the platform's own root")
    String version() default "1";

    @AttributeDefinition(description = "Dates in bodies and queries, in the letters of strftime; UTC")
    String dateFormat() default "%Y-%m-%dT%H:%M:%S.%fZ";

    @Accepts(atMost = "pageLimit")
    @AttributeDefinition(min = "1", description = "Documents of a page when the client does not say")
    int pageSize() default 25;

    @AttributeDefinition(min = "1", description = "Most documents of a page; more are cut to this")
    int pageLimit() default 300;

    @AttributeDefinition(min = "1", description = "Longest body in bytes; longer ones get 413")
    long maxBodyBytes() default 2_097_152;

    @AttributeDefinition(
            min = "1",
            max = "16777216",
            description =
                    "Longest document in the database in bytes, of 16777216 that MongoDB allows; longer ones get 413")
    int maxDocumentBytes() default RestSettings.DOCUMENT_BYTES;

    @AttributeDefinition(
            min = "1",
            description = "Longest body of CSV, NDJSON or a form with files in bytes; longer ones get 413")
    long maxImportBytes() default 1_073_741_824;

    @AttributeDefinition(min = "1", description = "Longest file in bytes; longer ones get 413")
    long maxFileBytes() default 268_435_456;

    @AttributeDefinition(description = "Queries that take longer are stopped and get 503, ISO-8601")
    String queryTimeout() default "PT10S";

    @AttributeDefinition(description = "Messages of bad requests give the reason; false gives Eve's generic ones")
    boolean explainErrors() default true;

    @AttributeDefinition(description = "openapi.json describes all resources for all roles to every caller")
    boolean describeAll() default false;

    @AttributeDefinition(
            description = "Address of the schemas below the platform's own root; empty: they are not shown")
    String schemaEndpoint() default "";

    @AttributeDefinition(
            description = "Origins whose pages may use the platform's own root (CORS), separated by commas; * for all")
    String origins() default "";

    @Accepts(Form.PATTERNS)
    @AttributeDefinition(description = "Regular expressions that match such origins as a whole, separated by blanks")
    String originPatterns() default "";

    @Accepts(value = Form.HEADER, list = true)
    @AttributeDefinition(description = "Headers that these pages may send, separated by commas")
    String originHeaders() default "Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since";

    @Accepts(value = Form.HEADER, list = true)
    @AttributeDefinition(description = "Headers that these pages may read, separated by commas")
    String originExposedHeaders() default "ETag, Last-Modified, Location, X-Total-Count";

    @AttributeDefinition(min = "0", description = "Seconds for which browsers may keep what a preflight request said")
    long originMaxAge() default 21_600;

    @AttributeDefinition(min = "0", description = "Streams of changes that one caller may have open")
    int changeStreams() default 10;
}
