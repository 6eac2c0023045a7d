package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;

/** The bodies of requests and responses around the schemas of a resource. */
final class Bodies {
    private Bodies() {}

    /** Formats with one document per line, which JSON Schema does not describe. */
    static void lines(Document content, boolean csv) {
        Document text = new Document("schema", new Document("type", "string"));
        content.append(BulkFormat.NDJSON.contentType(), text);
        if (csv) {
            content.append(BulkFormat.CSV.contentType(), text);
        }
    }

    /** What a POST is answered with: one document, several, or the number of those that came as lines. */
    static Document created(ResourceDefinition definition, Document written) {
        if (!definition.writes().bulk()) {
            return written;
        }
        Document items = new Document("type", "array").append("items", written);
        Document several = Components.object(
                new Document("_status", new Document("const", "OK")).append("_items", items),
                List.of("_status", "_items"));
        Document lines = Components.object(
                new Document("_status", new Document("const", "OK"))
                        .append("_inserted", Components.count())
                        .append("_replaced", Components.count()),
                List.of("_status", "_inserted"));
        return new Document(
                "anyOf",
                definition.storage().source().isEmpty() ? List.of(several, lines, written) : List.of(several, written));
    }

    /** A document, or its versions if they are kept. */
    static Document item(ResourceDefinition definition, String key) {
        Document one = Components.schema(key);
        if (!definition.writes().versioned()) {
            return one;
        }
        Document version = new Document("type", "object")
                .append("description", "A version; with version=diffs, what differs from the one before.");
        return new Document("anyOf", List.of(page(definition, version), one));
    }

    /** A page of a list. */
    static Document page(ResourceDefinition definition, Document row) {
        Document properties = new Document("_items", new Document("type", "array").append("items", row));
        if (definition.queries().links()) {
            properties.append("_links", Components.schema("Links"));
        }
        if (definition.queries().pagination()) {
            properties.append("_meta", Components.schema("Meta"));
        }
        return Components.object(properties, List.of("_items"));
    }

    /** How many documents a filter has selected, and how many were changed or removed. */
    static Document selected(String change) {
        return Components.object(
                new Document("_status", new Document("const", "OK"))
                        .append("_matched", Components.count())
                        .append(change, Components.count()),
                List.of("_status", "_matched", change));
    }

    /** One document as a form, too; values are texts there, which the schema casts. */
    static Document orForm(Document body, Document schema) {
        body.get("content", Document.class)
                .append("application/x-www-form-urlencoded", new Document("schema", schema))
                .append("multipart/form-data", new Document("schema", schema));
        return body;
    }

    static Document body(Document schema) {
        return new Document("required", true).append("content", Components.json(schema));
    }

    static Document response(String description, Document schema) {
        return empty(description).append("content", Components.answer(schema));
    }

    static Document empty(String description) {
        return new Document("description", description);
    }

    /** One answer, and errors by their status. */
    static Document responses(int status, Document answer, int... errors) {
        Document responses = new Document(Integer.toString(status), answer);
        responses.append("401", Components.response(401));
        for (int error : errors) {
            responses.append(Integer.toString(error), Components.response(error));
        }
        return responses;
    }
}
