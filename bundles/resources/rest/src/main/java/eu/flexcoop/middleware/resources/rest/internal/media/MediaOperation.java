package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.ResourceAccess;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Answers GET of {@code media/<id>}: the file, or a range of it, to callers who see it in its document at the moment. For others there is
 * no such file.
 */
public final class MediaOperation {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final ResourceRegistry registry;
    private final OpenResources resources;
    private final RestSettings settings;

    public MediaOperation(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.resources = resources;
        this.settings = settings;
    }

    /** @param id 24 hexadecimal digits */
    public RestResponse get(RestRequest request, String id) {
        MediaFile file = resources
                .media()
                .find(new ObjectId(id))
                .filter(found -> isSeen(found, request))
                .orElseThrow(Problem::notFound);
        String etag = file.id().toHexString(); // files never change
        Optional<ByteRange> range = request.header("Range")
                .filter(header -> isCurrent(request, file, etag))
                .flatMap(header -> ByteRange.of(header, file.length()));
        ByteRange part = range.orElse(new ByteRange(0, file.length() - 1));
        RestResponse answer =
                RestResponse.of(range.isPresent() ? 206 : 200, new byte[0], new Content(resources.media(), file, part));
        range.ifPresent(found ->
                answer.header("Content-Range", "bytes %d-%d/%d".formatted(found.from(), found.to(), file.length())));
        return described(answer, file, etag)
                .header(
                        "Content-Type",
                        file.contentType().filter(MediaOperation::isType).orElse(MediaFile.UNKNOWN_TYPE))
                .header("Content-Length", Long.toString(part.length()));
    }

    private boolean isSeen(MediaFile file, RestRequest request) {
        return file.owner()
                .flatMap(owner -> registry.named(owner.resource())
                        .filter(found ->
                                found.definition().storage().collection().equals(owner.collection()))
                        .map(resources::open)
                        .filter(resource -> resource.files().isPresent())
                        .map(resource -> isSeen(file, owner, resource, request)))
                .orElse(false);
    }

    private boolean isSeen(MediaFile file, MediaFile.Owner owner, OpenResource resource, RestRequest request) {
        RowAccess rows = rows(resource, request.caller());
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(resource.filter(), rows.filter(), new Document("_id", owner.document())),
                rows.visibility().shown(),
                settings.queryTimeout());
        DocumentFiles files = resource.files().orElseThrow();
        try (SourceRows found = resource.source().find(query, request.caller())) {
            return found.hasNext()
                    && (files.fields().files(found.next().decode(DOCUMENTS)).contains(file.id())
                            || files.isInHistory(
                                    file.id(),
                                    owner.document(),
                                    rows.visibility().shown()));
        }
    }

    /** Of the list or of single documents: both show the fields. */
    private static RowAccess rows(OpenResource resource, Caller caller) {
        try {
            return resource.access().of(Method.GET, caller);
        } catch (Problem e) {
            if (!ResourceAccess.isRefusal(e)) {
                throw e;
            }
            return resource.access().item(Method.GET, caller);
        }
    }

    /** What the client has a part of is this file. */
    private static boolean isCurrent(RestRequest request, MediaFile file, String etag) {
        return request.header("If-Range")
                .map(known -> Etags.matches(known, etag)
                        || DateText.HTTP
                                .parse(known)
                                .filter(seconds(file)::equals)
                                .isPresent())
                .orElse(true);
    }

    private static Instant seconds(MediaFile file) {
        return Instant.ofEpochSecond(file.stored() / 1000);
    }

    private static RestResponse described(RestResponse answer, MediaFile file, String etag) {
        // what a user has stored must not run as a page of the platform
        answer.header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cache-Control", "private, no-cache")
                .header("Accept-Ranges", "bytes")
                .header("ETag", '"' + etag + '"')
                .header("Last-Modified", DateText.HTTP.format(file.stored()));
        file.name().ifPresent(name -> answer.header("Content-Disposition", disposition(name)));
        return answer;
    }

    private static String disposition(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "inline; filename*=UTF-8''" + encoded;
    }

    /** A header has no line breaks, whatever a client said of its file. */
    private static boolean isType(String text) {
        return text.matches("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(\\s*;\\s*[\\w-]+=\"?[\\w .:+-]+\"?)*");
    }

    /** Copies a file to the client. */
    private record Content(MediaFiles files, MediaFile file, ByteRange part) implements RestResponse.Rest {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            if (part.length() <= 0) {
                return;
            }
            try (InputStream in = files.open(file, part.from())) {
                byte[] buffer = new byte[64 << 10];
                long left = part.length();
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                    if (read < 0) {
                        throw new IOException("File %s ended early".formatted(file.id()));
                    }
                    out.write(buffer, 0, read);
                    left -= read;
                }
            }
        }

        @Override
        public void close() {
            // opened when it is sent
        }
    }
}
