package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.form.FormBody;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaBody;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Reads what a client sends. */
public final class RequestBody {
    /** Each document of a list is checked, stored and answered in memory; longer lists come as NDJSON or CSV. */
    static final int MOST_DOCUMENTS = 1000;

    private RequestBody() {}

    /** One document. */
    public static Document document(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        if (!(read(request, definition, settings) instanceof Document document)) {
            throw Problem.badRequest("The body is not a JSON object");
        }
        return document(document, request, definition);
    }

    /** One document or several; a list with nothing in it is refused. */
    public static List<Document> documents(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        Object body = read(request, definition, settings);
        if (body instanceof Document document) {
            return List.of(document(document, request, definition));
        }
        if (!(body instanceof List<?> list)) {
            throw Problem.badRequest("The body is neither a JSON object nor a list of objects");
        }
        if (list.isEmpty()) {
            throw Problem.badRequest("The body is an empty list");
        }
        if (list.size() > 1 && !definition.writes().bulk()) {
            throw Problem.badRequest("'%s' takes one document at a time", definition.name());
        }
        if (list.size() > MOST_DOCUMENTS) {
            throw Problem.tooManyDocuments(list.size(), MOST_DOCUMENTS);
        }
        List<Document> documents = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Document document)) {
                throw Problem.badRequest("Element %d of the list is not a JSON object", documents.size());
            }
            documents.add(document(document, request, definition));
        }
        return documents;
    }

    private static Object read(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        String type = request.header("Content-Type").orElse("");
        int semicolon = type.indexOf(';');
        InputStream in = request.body();
        FormBody forms = new FormBody(definition.schema(), settings.api().forms());
        try {
            return switch ((semicolon < 0 ? type : type.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT)) {
                case "application/json" -> Json.read(in);
                case "application/x-www-form-urlencoded" -> forms.urlEncoded(in);
                case "multipart/form-data" -> forms.multipart(
                        in, type, (field, name, contentType, content) -> MediaBody.uploads(in)
                                .orElseThrow(() -> Problem.badRequest(
                                        "'%s' is a file, but '%s' has no fields of type media",
                                        field, definition.name()))
                                .store(field, name, contentType, content));
                default -> throw Problem.badRequestWords("Unknown or no Content-Type header supplied");
            };
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
    }

    /** Its files are stored, those that are in the text as base64, too. */
    static Document document(Document sent, RestRequest request, ResourceDefinition definition) {
        Document document = nested(sent, definition);
        MediaBody.uploads(request.body()).ifPresent(uploads -> uploads.take(document));
        return document;
    }

    /** {@code "a.b": v} becomes {@code a: {b: v}}, at every depth. */
    static Document nested(Document document, ResourceDefinition definition) {
        return definition.writes().dottedNames() ? nested(document) : document;
    }

    private static Document nested(Document document) {
        boolean dotted = false;
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            dotted |= entry.getKey().indexOf('.') > 0;
            if (entry.getValue() instanceof Document inner) {
                entry.setValue(nested(inner));
            }
        }
        if (!dotted) {
            return document;
        }
        Document result = new Document();
        document.forEach((key, value) -> {
            Document target = result;
            String[] parts = key.indexOf('.') > 0 ? key.split("\\.") : new String[] {key};
            for (int i = 0; i < parts.length - 1; i++) {
                Object below = target.get(parts[i]);
                if (!(below instanceof Document)) {
                    below = new Document();
                    target.put(parts[i], below);
                }
                target = (Document) below;
            }
            String last = parts[parts.length - 1];
            if (target.get(last) instanceof Document there && value instanceof Document more) {
                there.putAll(more);
            } else {
                target.put(last, value);
            }
        });
        return result;
    }
}
