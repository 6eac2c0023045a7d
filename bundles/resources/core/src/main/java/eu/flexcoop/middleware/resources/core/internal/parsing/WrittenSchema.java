package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.bson.Document;

/** The schema of a definition as its file writes it, for readers of the schema endpoint. */
final class WrittenSchema {
    private WrittenSchema() {}

    /** @param definition the whole file */
    static Document of(JsonNode definition) {
        return value(definition.path("schema")) instanceof Document schema ? schema : new Document();
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Document document = new Document();
            node.fields().forEachRemaining(field -> document.append(field.getKey(), value(field.getValue())));
            return document;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : null;
    }
}
