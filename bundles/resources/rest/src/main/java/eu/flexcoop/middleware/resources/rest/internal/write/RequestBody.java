package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Reads what a client sends. */
public final class RequestBody {
    private RequestBody() {}

    /** One document. */
    public static Document document(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        if (!(read(request) instanceof Document document)) {
            throw Problem.badRequest("The body is not a JSON object");
        }
        return nested(document, definition);
    }

    /** One document or several; a list with nothing in it is refused. */
    public static List<Document> documents(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        Object body = read(request);
        if (body instanceof Document document) {
            return List.of(nested(document, definition));
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
        List<Document> documents = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Document document)) {
                throw Problem.badRequest("Element %d of the list is not a JSON object", documents.size());
            }
            documents.add(nested(document, definition));
        }
        return documents;
    }

    private static Object read(RestRequest request) {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        InputStream in = request.body();
        return switch ((semicolon < 0 ? type : type.substring(0, semicolon)).strip()) {
            case "application/json" -> Json.read(in);
            case "application/x-www-form-urlencoded" -> form(in);
            default -> throw Problem.badRequestWords("Unknown or no Content-Type header supplied");
        };
    }

    private static Document form(InputStream in) {
        try {
            Map<String, String> fields = RestRequest.query(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (fields.isEmpty()) {
                throw Problem.badRequestWords("No form-urlencoded data supplied");
            }
            return new Document(Map.copyOf(fields));
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
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
