package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import com.mongodb.client.MongoCursor;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;

/** The JSON of versions, in Eve's form. For one request. */
final class VersionBody {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();
    private static final int BYTES = 4096;

    private final RestRequest request;
    private final VersionRows versions;
    private final RelatedLinks related;
    private final RestSettings settings;
    private final ResourceDefinition definition;
    private final String address;
    private final StoredDocument document;

    VersionBody(RestRequest request, VersionRows versions, RelatedLinks related, RestSettings settings) {
        this.request = request;
        this.versions = versions;
        this.related = related;
        this.settings = settings;
        this.definition = versions.resource().definition();
        this.address = definition.url() + "/" + versions.id();
        this.document = new StoredDocument(versions.resource(), settings);
        this.document.latest(versions.latestNumber());
        MediaOutput.addresses(versions.resource(), settings, request).ifPresent(document::media);
    }

    /** @throws Problem 404 if there is no such version or it was not the caller's */
    RestResponse one(int number) {
        try (MongoCursor<RawBsonDocument> found = versions.one(number)) {
            if (!found.hasNext()) {
                throw Problem.notFound();
            }
            RawBsonDocument version = found.next();
            byte[] body = Json.write(BYTES, out -> {
                document.open(out, version);
                if (definition.queries().links()) {
                    out.writeObjectFieldStart("_links");
                    self(out, version);
                    Links.write(out, "parent", definition.itemTitle(), address);
                    Links.write(out, "collection", definition.title(), address + "?version=all");
                    out.writeEndObject();
                }
                if (document.isDeleted()) {
                    DeletedDocuments.writeError(out);
                }
                out.writeEndObject();
            });
            return RestResponse.of(document.isDeleted() ? 404 : 200, body);
        }
    }

    /** The ETag of the version written last. */
    Optional<String> tag() {
        return document.tag();
    }

    /** @param diffs of each version after the first only what differs from the one before */
    RestResponse list(boolean diffs) {
        boolean paged = definition.queries().pagination();
        int size = ListQuery.pageSize(request, definition, settings);
        int page = paged ? ListQuery.page(request) : 1;
        Document sort = order(diffs);
        byte[] body = Json.write(BYTES, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("_items");
            try (MongoCursor<RawBsonDocument> found = versions.page(sort, (page - 1L) * size, paged ? size : 0)) {
                items(out, found, diffs);
            }
            out.writeEndArray();
            frame(out, paged, page, size);
            out.writeEndObject();
        });
        return RestResponse.of(200, body);
    }

    private Document order(boolean diffs) {
        Document sort = new Document();
        if (!diffs && request.parameter("sort").isPresent()) {
            sort.putAll(ListQuery.sort(request, versions.rows().visibility()));
        }
        sort.putIfAbsent(DocumentFields.VERSION, 1);
        return sort;
    }

    private void items(JsonGenerator out, MongoCursor<RawBsonDocument> found, boolean diffs) throws IOException {
        Document before = null;
        while (found.hasNext()) {
            RawBsonDocument version = found.next();
            Document now = diffs ? version.decode(DOCUMENTS) : null;
            if (before == null) {
                document.open(out, version);
            } else {
                out.writeStartObject();
                difference(out, before, now);
            }
            if (definition.queries().links()) {
                out.writeObjectFieldStart("_links");
                self(out, version);
                out.writeEndObject();
            }
            out.writeEndObject();
            before = now;
        }
    }

    /** A field that is gone is null. */
    private void difference(JsonGenerator out, Document before, Document now) throws IOException {
        Map<String, Object> changed = new LinkedHashMap<>(now);
        changed.entrySet().removeAll(before.entrySet());
        before.keySet().stream().filter(field -> !now.containsKey(field)).forEach(field -> changed.put(field, null));
        if (!settings.api().writing().etags()) {
            changed.remove(DocumentFields.ETAG);
        }
        for (Map.Entry<String, Object> field : changed.entrySet()) {
            out.writeFieldName(field.getKey());
            Json.write(out, field.getValue(), settings.dates());
        }
    }

    private void self(JsonGenerator out, RawBsonDocument version) throws IOException {
        int number = version.containsKey(DocumentFields.VERSION)
                ? version.getNumber(DocumentFields.VERSION).intValue()
                : 1;
        Links.write(out, "self", definition.itemTitle(), address + "?version=" + number);
        related.write(out, version::get);
    }

    private void frame(JsonGenerator out, boolean paged, int page, int size) throws IOException {
        long total = paged ? versions.count() : 0;
        if (definition.queries().links()) {
            out.writeObjectFieldStart("_links");
            Links.write(out, "parent", definition.title(), definition.url());
            Links.write(out, "self", definition.itemTitle(), address + query(page, size));
            Links.write(out, "collection", definition.itemTitle(), address);
            int last = (int) Math.max(1, (total + size - 1) / size);
            if (page < last) {
                Links.write(out, "next", "next page", address + query(page + 1, size));
                Links.write(out, "last", "last page", address + query(last, size));
            }
            if (page > 1) {
                Links.write(out, "prev", "previous page", address + query(page - 1, size));
            }
            out.writeEndObject();
        }
        if (paged) {
            out.writeObjectFieldStart("_meta");
            out.writeNumberField("page", page);
            out.writeNumberField("max_results", size);
            out.writeNumberField("total", total);
            out.writeEndObject();
        }
    }

    private String query(int page, int size) {
        StringBuilder query = new StringBuilder("?");
        if (size != settings.pageSize()) {
            query.append("max_results=").append(size).append('&');
        }
        request.parameter("sort")
                .ifPresent(sort -> query.append("sort=").append(sort).append('&'));
        query.append("version=").append(request.parameter("version").orElseThrow());
        return page > 1 ? query.append("&page=").append(page).toString() : query.toString();
    }
}
