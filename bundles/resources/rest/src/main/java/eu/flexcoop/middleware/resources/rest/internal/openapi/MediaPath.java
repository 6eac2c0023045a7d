package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;
import java.util.Map;

import org.bson.Document;

/** The address of the files of documents. */
final class MediaPath {
    private MediaPath() {}

    static Document get() {
        Document id = Parameters.path(
                "id",
                new Document("type", "string").append("pattern", "^[0-9a-f]{24}$"),
                "As the address of the file in its document says.");
        Document range = new Document("name", "Range")
                .append("in", "header")
                .append("description", "A part of the file, such as bytes=0-1023.")
                .append("schema", new Document("type", "string"));
        Document whole = content("The file, with the content type that it was stored with.");
        Document part = content("The part of the file.");
        part.append(
                "headers", Components.headers(Map.of("Content-Range", "Position of the part and length of the file.")));
        Document none = Bodies.empty("The file has no such part.")
                .append("content", Components.answer(Components.schema("Error")));
        Document responses = Bodies.responses(200, whole, 404, 503)
                .append("206", part)
                .append("304", Bodies.empty("The client has this file already."))
                .append("416", none);
        return new Document("parameters", List.of(id))
                .append(
                        "get",
                        new Document("operationId", "file")
                                .append("summary", "Read a file of a document that the caller sees")
                                .append("parameters", List.of(range))
                                .append("responses", responses));
    }

    private static Document content(String description) {
        return Bodies.empty(description).append("content", new Document("*/*", new Document()));
    }
}
