package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Instant;
import java.util.Optional;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.embed.EmbeddedDocuments;
import eu.flexcoop.middleware.resources.rest.internal.embed.Embedding;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.store.SlowQueries;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Answers GET and HEAD of lists and items. */
public final class ReadOperations {
    private static final int BYTES_PER_DOCUMENT = 512;

    private final RestSettings settings;
    private final RowCounts counts;
    private final ResourceRegistry registry;
    private final Embedding embedding;
    private final VersionOperation versions;

    public ReadOperations(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.registry = registry;
        this.embedding = new Embedding(registry, resources, settings);
        this.settings = settings;
        this.counts = new RowCounts(settings.queryTimeout());
        this.versions = new VersionOperation(registry, settings);
    }

    public RestResponse list(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> Where.of(rows.visibility(), resource.validator(), settings)
                        .parse(text))
                .orElseGet(Document::new);
        rows.requireOwnFilter(where);
        Bson filter = QueryFilters.and(DeletedDocuments.filter(request, resource, where), rows.filter(), where);
        Document sort = ListQuery.sort(request, rows.visibility());
        SlowQueries.refuse(resource, rows, request.caller(), where, sorted(request) ? sort : new Document());
        Document projection = ListQuery.projection(request, rows.visibility());
        ListFrame numbered = ListFrame.numbered(request, definition, settings);
        ListFrame frame = request.query().containsKey(PagePosition.PARAMETER) && numbered.paged()
                ? numbered.at(PositionedLists.position(request, resource, filter, sort, projection, rows.visibility()))
                : numbered;
        SourceQuery query = new SourceQuery(
                frame.position().map(position -> position.filter(filter)).orElse(filter),
                projection,
                frame.position().map(PagePosition::order).orElse(sort),
                frame.skip(),
                frame.readLimit(),
                settings.queryTimeout());
        Optional<EmbeddedDocuments> embedded = embedding.of(request, resource);
        StoredDocument document = new StoredDocument(resource, settings);
        embedded.ifPresent(documents -> document.replace(documents.replacements()));
        MediaOutput.of(resource, settings, request).ifPresent(document::media);
        SourceRows found = resource.source().find(query, request.caller());
        ListBody body = new ListBody(
                frame,
                embedded.map(documents -> documents.along(found)).orElse(found),
                document,
                RelatedLinks.of(resource, registry));
        return cacheable(body.start(() -> count(request, resource, filter, frame)), definition);
    }

    private static boolean sorted(RestRequest request) {
        return request.parameter("sort").isPresent();
    }

    private RowTotal count(RestRequest request, OpenResource resource, Bson filter, ListFrame frame) {
        if (frame.counting() == Counting.EXACT) {
            return counts.all(resource, filter, request.caller());
        }
        return counts.upToMost(resource, filter, request.caller());
    }

    public RestResponse item(RestRequest request, OpenResource resource, String address) {
        if (VersionOperation.isAsked(request, resource)) {
            return versions.item(request, resource, address);
        }
        return item(
                request,
                resource,
                QueryFilters.and(
                        resource.filterWithDeleted(),
                        QueryFilters.address(resource.definition(), address).orElseThrow(Problem::notFound)));
    }

    /** By the second address. */
    public RestResponse lookup(RestRequest request, OpenResource resource, String address) {
        String field = resource.definition()
                .item()
                .additional()
                .orElseThrow(Problem::notFound)
                .field();
        // who does not see the field must not find out its values by asking for them
        boolean seen = resource.access()
                .item(Method.GET, request.caller())
                .visibility()
                .mayCompare(field);
        return item(
                request,
                resource,
                QueryFilters.and(
                        resource.filter(),
                        QueryFilters.address(resource.definition(), field, address)
                                .filter(lookup -> seen)
                                .orElseThrow(Problem::notFound)));
    }

    private RestResponse item(RestRequest request, OpenResource resource, Bson lookup) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().item(Method.GET, request.caller());
        Optional<EmbeddedDocuments> embedded = embedding.of(request, resource);
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(lookup, rows.filter()),
                ListQuery.projection(request, rows.visibility()),
                settings.queryTimeout());
        RawBsonDocument found = first(resource, query, request);
        StoredDocument document = new StoredDocument(resource, settings);
        embedded.ifPresent(documents -> {
            documents.load(found);
            document.replace(documents.replacements());
        });
        Optional<MediaOutput> media = MediaOutput.of(resource, settings, request);
        media.ifPresent(document::media);
        RelatedLinks related = RelatedLinks.of(resource, registry);
        Json.Content content = out -> {
            document.open(out, found);
            if (definition.queries().links()) {
                out.writeObjectFieldStart("_links");
                Links.write(out, "self", definition.itemTitle(), definition.url() + "/" + document.id());
                related.write(out, found::get);
                if (!document.isDeleted()) {
                    Links.write(out, "parent", "home", "/");
                    Links.write(out, "collection", definition.title(), definition.url());
                }
                out.writeEndObject();
            }
            if (document.isDeleted()) {
                DeletedDocuments.writeError(out);
            }
            out.writeEndObject();
        };
        boolean large = media.isPresent() && media.get().bytes(found) > ListBody.IN_MEMORY;
        if (large) {
            document.media(media.get().withoutContent()); // the headers come before the body
        }
        byte[] body = Json.write(BYTES_PER_DOCUMENT * 4, content);
        if (document.isDeleted()) {
            return document.tag(RestResponse.of(404, body))
                    .header("Last-Modified", DateText.HTTP.format(document.updated()));
        }
        if (isKnown(request, document, embedded.isPresent())) {
            return document.tag(cacheable(RestResponse.empty(304), definition));
        }
        media.ifPresent(document::media);
        RestResponse whole =
                large ? RestResponse.of(200, new byte[0], new StreamedDocument(content)) : RestResponse.of(200, body);
        RestResponse answer = document.tag(cacheable(whole, definition));
        return document.isDated() ? answer.header("Last-Modified", DateText.HTTP.format(document.updated())) : answer;
    }

    private static RawBsonDocument first(OpenResource resource, SourceQuery query, RestRequest request) {
        try (SourceRows cursor = resource.source().find(query, request.caller())) {
            if (!cursor.hasNext()) {
                throw Problem.notFound();
            }
            return cursor.next();
        }
    }

    /**
     * Whether every validator that the client sent says that it has this very document. The ETag says nothing about documents that are
     * embedded in it, their dates do.
     */
    private static boolean isKnown(RestRequest request, StoredDocument document, boolean embedded) {
        Optional<String> tag = document.tag();
        Optional<String> etag = request.header("If-None-Match").filter(sent -> tag.isPresent());
        Optional<Instant> since = request.header("If-Modified-Since")
                .filter(text -> document.isDated())
                .flatMap(DateText.HTTP::parse);
        if (since.isEmpty() && (embedded || etag.isEmpty())) {
            return false;
        }
        boolean same = etag.isEmpty() || Etags.matches(etag.get(), tag.orElseThrow());
        // dates in headers have whole seconds
        boolean old = since.isEmpty() || since.get().toEpochMilli() + 1000 > document.updated();
        return same && old;
    }

    static RestResponse cacheable(RestResponse answer, ResourceDefinition definition) {
        if (!definition.caching().control().isEmpty()) {
            answer.header("Cache-Control", definition.caching().control());
        }
        if (!definition.caching().expires().isZero()) {
            answer.header(
                    "Expires",
                    DateText.HTTP.format(Instant.now().plus(definition.caching().expires())));
        }
        return answer;
    }
}
