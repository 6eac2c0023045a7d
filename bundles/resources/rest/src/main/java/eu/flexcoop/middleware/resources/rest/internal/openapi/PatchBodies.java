package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.List;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.write.PatchReader;

/** The bodies of PATCH by their content types. */
final class PatchBodies {
    private static final String MERGE_NAME = "MergePatch";
    private static final String JSON_NAME = "JsonPatch";
    private static final String UPDATE_NAME = "Update";

    private PatchBodies() {}

    /** @param change schema of the fields that a change may have */
    static Document body(Document change) {
        Document json = new Document("anyOf", List.of(change, Components.schema(UPDATE_NAME)));
        Document content = Components.json(json)
                .append(PatchReader.MERGE_PATCH, new Document("schema", Components.schema(MERGE_NAME)))
                .append(PatchReader.JSON_PATCH, new Document("schema", Components.schema(JSON_NAME)));
        return new Document("required", true).append("content", content);
    }

    /** The schemas that do not depend on the resources. */
    static Document schemas() {
        Document merge = new Document("type", "object")
                .append("description", "JSON Merge Patch (RFC 7396): null removes a member, objects are merged.");
        return new Document(MERGE_NAME, merge).append(JSON_NAME, jsonPatch()).append(UPDATE_NAME, update());
    }

    private static Document jsonPatch() {
        Document pointer = new Document("type", "string").append("pattern", "^(/([^/~]|~[01])*)+$");
        Document operation = new Document("type", "object")
                .append(
                        "properties",
                        new Document(
                                        "op",
                                        new Document(
                                                "enum", List.of("add", "remove", "replace", "move", "copy", "test")))
                                .append("path", pointer)
                                .append("from", pointer)
                                .append("value", true))
                .append("required", List.of("op", "path"))
                .append(
                        "allOf",
                        List.of(
                                needs(List.of("add", "replace", "test"), "value"),
                                needs(List.of("move", "copy"), "from")));
        return new Document("type", "array")
                .append("description", "JSON Patch (RFC 6902).")
                .append("maxItems", 1000)
                .append("items", operation);
    }

    private static Document needs(List<String> operations, String member) {
        return new Document("if", new Document("properties", new Document("op", new Document("enum", operations))))
                .append("then", new Document("required", List.of(member)));
    }

    private static Document update() {
        Document fields = new Document("type", "object");
        Document numbers =
                new Document("type", "object").append("additionalProperties", new Document("type", "number"));
        Document names = new Document("type", "array").append("items", new Document("type", "string"));
        Document operators = new Document("$set", fields)
                .append("$unset", new Document("anyOf", List.of(fields, names)))
                .append("$inc", numbers)
                .append("$push", fields)
                .append("$addToSet", fields)
                .append("$pull", fields);
        return new Document("type", "object")
                .append("description", "Update operators in the form of MongoDB; names of fields may have dots.")
                .append("properties", operators)
                .append("additionalProperties", false)
                .append("minProperties", 1);
    }
}
