package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;
import java.util.Map;

import org.bson.Document;

/** What the descriptions of all resources refer to: errors, links and the security scheme. */
final class Components {
    static final String BEARER = "bearer";

    /** Statuses of errors with the same body, each with what it means. */
    private static final Map<Integer, String> ERRORS = Map.ofEntries(
            Map.entry(400, "The request is malformed; the message says what to change."),
            Map.entry(401, "The token is missing or not valid."),
            Map.entry(403, "The role or the client of the token may not do this."),
            Map.entry(404, "There is no such document, or it is not the caller's."),
            Map.entry(409, "Another document has a value that is unique, or the patch does not fit the document."),
            Map.entry(410, "The changes since that event are not kept any more."),
            Map.entry(412, "The document was changed since the client read it."),
            Map.entry(413, "The body is too long."),
            Map.entry(428, "The header If-Match is missing."),
            Map.entry(429, "The caller has too many streams open."),
            Map.entry(503, "The database or the owner of the data does not answer, or the query took too long."));

    private Components() {}

    static Document schema(String name) {
        return new Document("$ref", "#/components/schemas/" + name);
    }

    static Document response(int status) {
        return new Document("$ref", "#/components/responses/error-" + status);
    }

    /** A schema as the body of a request or response. */
    static Document json(Document schema) {
        return new Document("application/json", new Document("schema", schema));
    }

    /** A schema as the body of a response, which clients may also have as XML. */
    static Document answer(Document schema) {
        return json(schema).append("application/xml", new Document());
    }

    /** Schemas that do not depend on the resources; those of resources are added. */
    static Document schemas() {
        Document text = new Document("type", "string");
        Document link = object(new Document("title", text).append("href", text), List.of("href"));
        Document links = new Document("type", "object")
                .append("description", "Addresses are relative to the root of the API.")
                .append(
                        "additionalProperties",
                        new Document(
                                "oneOf",
                                List.of(
                                        schema("Link"),
                                        new Document("type", "array").append("items", schema("Link")))));
        Document meta = object(
                new Document("page", positive())
                        .append("max_results", positive())
                        .append("total", count())
                        .append(
                                "total_relation",
                                new Document("const", "gte")
                                        .append("description", "There are more than 'total'; counting ended there.")),
                List.of("max_results"));
        meta.append("description", "Pages that are read with 'after' have no number.");
        Document details = object(
                new Document("code", new Document("type", "integer"))
                        .append("message", text)
                        .append("advice", text)
                        .append("id", text),
                List.of("code", "message"));
        Document error = object(
                new Document("_status", new Document("const", "ERR")).append("_error", details),
                List.of("_status", "_error"));
        Document schemas = new Document("Link", link)
                .append("Links", links)
                .append("Meta", meta)
                .append("Error", error)
                .append("ValidationError", validationError());
        schemas.putAll(PatchBodies.schemas());
        return schemas;
    }

    /** Per field a text, a list of texts, or the same again for what is below the field. */
    private static Document validationError() {
        Document issues = new Document("type", "object").append("additionalProperties", true);
        Document one = new Document("_status", new Document("enum", List.of("OK", "ERR"))).append("_issues", issues);
        Document items = new Document("type", "array")
                .append("description", "One per document of a bulk, in its order.")
                .append("items", object(one, List.of("_status")));
        Document error = object(
                new Document("code", new Document("const", 422)).append("message", new Document("type", "string")),
                List.of("code", "message"));
        return object(
                new Document("_status", new Document("const", "ERR"))
                        .append("_issues", issues)
                        .append("_items", items)
                        .append("_error", error),
                List.of("_status"));
    }

    static Document object(Document properties, List<String> required) {
        return new Document("type", "object").append("properties", properties).append("required", required);
    }

    private static Document positive() {
        return new Document("type", "integer").append("minimum", 1);
    }

    static Document count() {
        return new Document("type", "integer").append("minimum", 0);
    }

    static Document responses() {
        Document responses = new Document();
        ERRORS.keySet().stream().sorted().forEach(status -> {
            Document response = new Document("description", ERRORS.get(status));
            if (status == 401) {
                response.append("headers", headers(Map.of("WWW-Authenticate", "How to authenticate.")));
            } else if (status == 429 || status == 503) {
                response.append("headers", headers(Map.of("Retry-After", "Seconds to wait before a repetition.")));
            }
            responses.append("error-" + status, response.append("content", answer(schema("Error"))));
        });
        responses.append(
                "error-422",
                new Document("description", "A document does not follow the rules; all errors are named.")
                        .append("content", answer(schema("ValidationError"))));
        return responses;
    }

    /** Headers of a response with what they mean. */
    static Document headers(Map<String, String> headers) {
        Document described = new Document();
        headers.forEach((name, meaning) -> described.append(
                name, new Document("description", meaning).append("schema", new Document("type", "string"))));
        return described;
    }

    static Document securitySchemes() {
        return new Document(
                BEARER,
                new Document("type", "http")
                        .append("scheme", "bearer")
                        .append("bearerFormat", "JWT")
                        .append("description", "An access token of an issuer that the platform trusts."));
    }
}
