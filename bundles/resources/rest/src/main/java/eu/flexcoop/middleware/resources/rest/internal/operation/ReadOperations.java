package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Answers GET and HEAD of lists and items. */
public final class ReadOperations {
    private static final int BYTES_PER_DOCUMENT = 512;
    private static final long MOST_COUNTED = 100_000;
    /** Limits of one response, which is put together in memory, since its headers come from its rows. */
    private static final int MOST_UNPAGED = 10_000;

    private static final int MOST_BYTES = 64 << 20;

    private final RestSettings settings;

    public ReadOperations(RestSettings settings) {
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = RowAccess.of(definition, Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> new Where(rows.visibility(), settings.dates()).parse(text))
                .orElseGet(Document::new);
        Bson filter = QueryFilters.and(resource.filter(), rows.filter(), where);
        boolean paged = definition.queries().pagination();
        int size = ListQuery.pageSize(request, definition, settings);
        int page = paged ? ListQuery.page(request) : 1;
        boolean limited = paged || request.query().containsKey("max_results");
        SourceQuery query = new SourceQuery(
                filter,
                ListQuery.projection(request, rows.visibility()),
                totalOrder(resource, ListQuery.sort(request, rows.visibility())),
                limited ? (page - 1L) * size : 0,
                limited ? size : MOST_UNPAGED + 1,
                settings.queryTimeout());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_PER_DOCUMENT * 16);
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes);
                SourceRows cursor = resource.source().find(query, request.caller())) {
            return list(request, resource, filter, new Page(page, size), cursor, out, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
    }

    /**
     * Pages need a total order: rows that are equal otherwise follow by {@code _id}, with which the indexes of the API's own
     * collections end. The owner of a source orders its rows itself; MongoDB would have to sort what its index does not serve.
     */
    private static Document totalOrder(OpenResource resource, Document sort) {
        if (resource.own().isEmpty() || sort.isEmpty() || sort.containsKey("_id")) {
            return sort;
        }
        String last = sort.keySet().stream().reduce("", (earlier, later) -> later);
        // an index is read in one direction; where none serves the order, older documents come first
        return new Document(sort).append("_id", resource.indexed().contains(last) ? sort.get(last) : 1);
    }

    private record Page(int number, int size) {}

    private RestResponse list(
            RestRequest request,
            OpenResource resource,
            Bson filter,
            Page page,
            SourceRows cursor,
            JsonGenerator out,
            ByteArrayOutputStream bytes)
            throws IOException {
        ResourceDefinition definition = resource.definition();
        StoredDocument document = new StoredDocument(resource, settings.dates());
        long newest = 0;
        int count = 0;
        out.writeStartObject();
        out.writeArrayFieldStart("_items");
        while (cursor.hasNext()) {
            if (count == MOST_UNPAGED || bytes.size() > MOST_BYTES) {
                throw Problem.listTooLong(count);
            }
            document.open(out, cursor.next());
            newest = Math.max(newest, document.updated());
            count++;
            if (definition.queries().links() && definition.item().enabled() && document.id() != null) {
                out.writeObjectFieldStart("_links");
                Links.write(out, "self", definition.itemTitle(), definition.url() + "/" + document.id());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        OptionalLong total = total(request, resource, filter, page, count);
        if (definition.queries().links()) {
            links(request, out, definition, page, total, count);
        }
        if (definition.queries().pagination()) {
            out.writeObjectFieldStart("_meta");
            out.writeNumberField("page", page.number());
            out.writeNumberField("max_results", page.size());
            if (total.isPresent()) {
                out.writeNumberField("total", total.getAsLong());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        out.flush();
        RestResponse answer = RestResponse.of(200, bytes.toByteArray());
        if (total.isPresent()) {
            answer.header("X-Total-Count", Long.toString(total.getAsLong()));
        }
        if (newest > 0) {
            answer.header("Last-Modified", DateText.HTTP.format(newest));
        }
        return cacheable(answer, definition);
    }

    /**
     * Counts only when the page does not tell, as the last page does, and no further than {@link #MOST_COUNTED}: counting
     * millions of rows takes longer than reading the page. Empty when the client does not want it or there are more.
     */
    private OptionalLong total(RestRequest request, OpenResource resource, Bson filter, Page page, int count) {
        ResourceDefinition definition = resource.definition();
        if (!definition.queries().counted()) {
            return OptionalLong.empty();
        }
        if (!definition.queries().pagination()) {
            return OptionalLong.of(count);
        }
        if (count < page.size() && (count > 0 || page.number() == 1)) {
            return OptionalLong.of((page.number() - 1L) * page.size() + count);
        }
        return resource.source().count(filter, MOST_COUNTED, settings.queryTimeout(), request.caller());
    }

    private void links(
            RestRequest request,
            JsonGenerator out,
            ResourceDefinition definition,
            Page page,
            OptionalLong total,
            int count)
            throws IOException {
        long rows = total.orElse(0);
        int last = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (rows + page.size() - 1) / page.size()));
        out.writeObjectFieldStart("_links");
        Links.write(out, "parent", "home", "/");
        boolean any = total.isPresent() ? rows > 0 : count > 0;
        String self = any ? ListQuery.link(request, page.size(), page.number(), settings) : "";
        Links.write(out, "self", definition.title(), definition.url() + self);
        if (definition.queries().pagination() && any) {
            boolean more = total.isPresent() ? page.number() < last : count == page.size();
            if (more) {
                link(request, out, definition, "next", "next page", page, page.number() + 1);
            }
            if (more && total.isPresent()) {
                link(request, out, definition, "last", "last page", page, last);
            }
            if (page.number() > 1) {
                link(request, out, definition, "prev", "previous page", page, page.number() - 1);
            }
        }
        out.writeEndObject();
    }

    private void link(
            RestRequest request,
            JsonGenerator out,
            ResourceDefinition definition,
            String rel,
            String title,
            Page page,
            int to)
            throws IOException {
        Links.write(out, rel, title, definition.url() + ListQuery.link(request, page.size(), to, settings));
    }

    public RestResponse item(RestRequest request, OpenResource resource, String address) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = RowAccess.of(definition, Method.GET, request.caller());
        Document lookup = QueryFilters.address(definition, address).orElseThrow(Problem::notFound);
        RawBsonDocument found;
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(resource.filter(), rows.filter(), lookup),
                ListQuery.projection(request, rows.visibility()),
                settings.queryTimeout());
        try (SourceRows cursor = resource.source().find(query, request.caller())) {
            if (!cursor.hasNext()) {
                throw Problem.notFound();
            }
            found = cursor.next();
        }
        StoredDocument document = new StoredDocument(resource, settings.dates());
        byte[] body = Json.write(BYTES_PER_DOCUMENT * 4, out -> {
            document.open(out, found);
            if (definition.queries().links()) {
                out.writeObjectFieldStart("_links");
                Links.write(out, "self", definition.itemTitle(), definition.url() + "/" + document.id());
                Links.write(out, "parent", "home", "/");
                Links.write(out, "collection", definition.title(), definition.url());
                out.writeEndObject();
            }
            out.writeEndObject();
        });
        if (isKnown(request, document)) {
            return cacheable(RestResponse.empty(304), definition).header("ETag", '"' + document.etag() + '"');
        }
        RestResponse answer =
                cacheable(RestResponse.of(200, body), definition).header("ETag", '"' + document.etag() + '"');
        return document.isDated() ? answer.header("Last-Modified", DateText.HTTP.format(document.updated())) : answer;
    }

    /** Whether every validator that the client sent says that it has this very document. */
    private static boolean isKnown(RestRequest request, StoredDocument document) {
        Optional<String> etag = request.header("If-None-Match");
        Optional<Instant> since = request.header("If-Modified-Since")
                .filter(text -> document.isDated())
                .flatMap(DateText.HTTP::parse);
        if (etag.isEmpty() && since.isEmpty()) {
            return false;
        }
        boolean same = etag.isEmpty() || Etags.matches(etag.get(), document.etag());
        // dates in headers have whole seconds
        boolean old = since.isEmpty() || since.get().toEpochMilli() + 1000 > document.updated();
        return same && old;
    }

    private static RestResponse cacheable(RestResponse answer, ResourceDefinition definition) {
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
