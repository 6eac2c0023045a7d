package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ApiSettings.Writing;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.VersionHistory;

/** What clients read after a write, in Eve's form. */
public final class WriteResponses {
    private final ResourceRegistry registry;
    private final DateText dates;
    private final Writing form;
    private final List<String> automatic;

    public WriteResponses(ResourceRegistry registry, DateText dates, Writing form) {
        this.registry = registry;
        this.dates = dates;
        this.form = form;
        this.automatic = form.etags()
                ? List.of(DocumentFields.UPDATED, DocumentFields.CREATED, DocumentFields.ETAG)
                : List.of(DocumentFields.UPDATED, DocumentFields.CREATED);
    }

    /** A command that the owner of the data has carried out. */
    public RestResponse created(RestRequest request, FieldVisibility visibility, Map<String, Object> created) {
        ResourceDefinition definition = visibility.definition();
        String idField = definition.item().idField();
        String id = text(created.containsKey(idField) ? created.get(idField) : created.get("_id"));
        String href = definition.url() + "/" + id;
        byte[] body = Json.write(512, out -> {
            out.writeStartObject();
            for (Map.Entry<String, Object> entry : created.entrySet()) {
                if (visibility.mayCompare(entry.getKey())) {
                    out.writeFieldName(entry.getKey());
                    Json.write(out, entry.getValue(), dates);
                }
            }
            links(out, definition, href, RelatedLinks.NONE, field -> null);
            out.writeStringField("_status", "OK");
            out.writeEndObject();
        });
        return RestResponse.of(201, body).header("Location", request.base() + href);
    }

    public static String text(Object id) {
        return id instanceof ObjectId objectId ? objectId.toHexString() : String.valueOf(id);
    }

    /** New documents of the API's own collections. */
    public RestResponse created(
            RestRequest request, OpenResource resource, FieldVisibility visibility, List<Document> documents) {
        ResourceDefinition definition = visibility.definition();
        RelatedLinks related = RelatedLinks.of(resource, registry);
        byte[] body = Json.write(512 * documents.size(), out -> {
            if (documents.size() == 1) {
                written(out, visibility, shown(resource, documents.get(0)), related);
                return;
            }
            out.writeStartObject();
            out.writeStringField("_status", "OK");
            out.writeArrayFieldStart("_items");
            for (Document document : documents) {
                written(out, visibility, shown(resource, document), related);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        RestResponse answer = RestResponse.of(201, body);
        if (definition.item().enabled()) {
            answer.header("Location", request.base() + href(definition, documents.get(0)));
        }
        return answer;
    }

    /** As {@link #created}, of documents of which some may have replaced others. */
    RestResponse upserted(
            RestRequest request,
            OpenResource resource,
            FieldVisibility visibility,
            List<Document> documents,
            int inserted) {
        RestResponse created = created(request, resource, visibility, documents);
        return new RestResponse(inserted > 0 ? 201 : 200, created.headers(), created.body(), null);
    }

    /** How many documents a {@code where} has selected, and how many of them have another state now. */
    RestResponse selected(int matched, String change, int changed) {
        return RestResponse.of(200, Json.write(64, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "OK");
            out.writeNumberField("_matched", matched);
            out.writeNumberField(change, changed);
            out.writeEndObject();
        }));
    }

    /** Selected documents that a change would make invalid, by their ids. */
    RestResponse invalidSelection(Map<Object, Map<String, Object>> issues, int named) {
        return RestResponse.of(422, Json.write(1024, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            out.writeArrayFieldStart("_items");
            int left = named;
            for (Map.Entry<Object, Map<String, Object>> each : issues.entrySet()) {
                if (left-- == 0) {
                    break;
                }
                out.writeStartObject();
                out.writeFieldName("_id");
                Json.write(out, each.getKey(), dates);
                out.writeStringField("_status", "ERR");
                out.writeFieldName("_issues");
                Json.write(out, each.getValue(), dates);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", 422);
            out.writeStringField(
                    "message", "Nothing was changed: %d document(s) would not be valid".formatted(issues.size()));
            out.writeEndObject();
            out.writeEndObject();
        }));
    }

    private static String href(ResourceDefinition definition, Document document) {
        return definition.url() + "/" + text(document.get(definition.item().idField()));
    }

    /** With the addresses of files. */
    private static Document shown(OpenResource resource, Document document) {
        if (resource.files().isEmpty()) {
            return document;
        }
        Document shown = Copies.of(document);
        resource.files()
                .get()
                .fields()
                .replace(shown, value -> value instanceof ObjectId id ? MediaOutput.relative(id) : value);
        return shown;
    }

    private void written(JsonGenerator out, FieldVisibility visibility, Document document, RelatedLinks related)
            throws IOException {
        ResourceDefinition definition = visibility.definition();
        out.writeStartObject();
        String idField = definition.item().idField();
        out.writeFieldName(idField);
        Json.write(out, document.get(idField), dates);
        for (String field : automatic) {
            out.writeFieldName(field);
            Json.write(out, document.get(field), dates);
        }
        if (definition.writes().softDelete()) {
            out.writeBooleanField(DocumentFields.DELETED, Boolean.TRUE.equals(document.get(DocumentFields.DELETED)));
        }
        if (definition.writes().versioned()) {
            int version = VersionHistory.number(document);
            out.writeNumberField(DocumentFields.VERSION, version);
            out.writeNumberField(DocumentFields.LATEST_VERSION, version);
        }
        boolean brief = form.brief();
        for (String field : brief ? definition.writes().answered() : document.keySet()) {
            if (document.containsKey(field)
                    && visibility.mayCompare(field)
                    && (brief || visibility.shows(field) && !isAutomatic(field, idField))) {
                out.writeFieldName(field);
                Json.write(out, document.get(field), dates);
            }
        }
        links(
                out,
                definition,
                href(definition, document),
                related,
                field -> visibility.mayCompare(field) ? document.get(field) : null);
        out.writeStringField("_status", "OK");
        out.writeEndObject();
    }

    private static boolean isAutomatic(String field, String idField) {
        return field.equals(idField)
                || FieldVisibility.AUTOMATIC.contains(field)
                || field.equals(DocumentFields.DELETED)
                || field.equals(DocumentFields.VERSION)
                || field.equals(DocumentFields.LATEST_VERSION);
    }

    private static void links(
            JsonGenerator out,
            ResourceDefinition definition,
            String href,
            RelatedLinks related,
            Function<String, Object> values)
            throws IOException {
        if (definition.queries().links() && definition.item().enabled()) {
            out.writeObjectFieldStart("_links");
            Links.write(out, "self", definition.itemTitle(), href);
            related.write(out, values);
            out.writeEndObject();
        }
    }

    /** Changed: one document with its new etag. */
    public RestResponse changed(OpenResource resource, FieldVisibility visibility, Document next) {
        RelatedLinks related = RelatedLinks.of(resource, registry);
        byte[] body = Json.write(512, out -> written(out, visibility, shown(resource, next), related));
        String etag = Etags.header(resource, next, next.getString(DocumentFields.ETAG));
        RestResponse answer = RestResponse.of(200, body);
        return form.etags() ? answer.header("ETag", '"' + etag + '"') : answer;
    }

    /** New documents with errors; an empty map where there is none. */
    public RestResponse invalid(List<Map<String, Object>> issues) {
        long bad = issues.stream().filter(found -> !found.isEmpty()).count();
        byte[] body = Json.write(512, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            if (issues.size() == 1) {
                out.writeFieldName("_issues");
                Json.write(out, issues.get(0), dates);
            } else {
                out.writeArrayFieldStart("_items");
                for (Map<String, Object> found : issues) {
                    out.writeStartObject();
                    out.writeStringField("_status", found.isEmpty() ? "OK" : "ERR");
                    if (!found.isEmpty()) {
                        out.writeFieldName("_issues");
                        Json.write(out, found, dates);
                    }
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", 422);
            out.writeStringField("message", "Insertion failure: %d document(s) contain(s) error(s)".formatted(bad));
            out.writeEndObject();
            out.writeEndObject();
        });
        return RestResponse.of(422, body);
    }

    /** A change with errors. */
    public RestResponse invalidChange(Map<String, Object> issues) {
        return RestResponse.of(422, Json.write(512, out -> {
            out.writeStartObject();
            out.writeFieldName("_issues");
            Json.write(out, issues, dates);
            out.writeStringField("_status", "ERR");
            out.writeEndObject();
        }));
    }
}
