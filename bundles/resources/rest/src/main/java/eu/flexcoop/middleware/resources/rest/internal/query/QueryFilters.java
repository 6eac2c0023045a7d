package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** Combines filters. */
public final class QueryFilters {
    private QueryFilters() {}

    public static Bson and(Bson... filters) {
        List<Bson> given = new ArrayList<>(filters.length);
        for (Bson filter : filters) {
            boolean empty = filter instanceof Document document && document.isEmpty()
                    || filter instanceof BsonDocument bson && bson.isEmpty();
            if (!empty) {
                given.add(filter);
            }
        }
        return switch (given.size()) {
            case 0 -> new Document();
            case 1 -> given.get(0);
            default -> new Document("$and", given);
        };
    }

    /** Documents whose field has this value. What looks like an operator in a client's value is compared as data. */
    public static Document equal(String field, Object value) {
        return new Document(field, new Document("$eq", value));
    }

    /** The document that the last part of an address means, or empty when no document can have that address. */
    public static Optional<Document> address(ResourceDefinition definition, String text) {
        return definition.item().pattern().matcher(text).matches()
                ? address(definition, definition.item().lookupField(), text)
                : Optional.empty();
    }

    /** The document whose field has the value that stands in an address, or empty when no document can have it. */
    public static Optional<Document> address(ResourceDefinition definition, String field, String text) {
        return value(definition, field, text).map(value -> new Document(field, value));
    }

    /** The value of a field that a text means, or empty if it cannot be one. */
    public static Optional<Object> value(ResourceDefinition definition, String field, String text) {
        FieldRule rule = definition.schema().get(field);
        FieldType type = rule == null ? FieldType.STRING : rule.type().orElse(FieldType.STRING);
        try {
            return Optional.ofNullable(
                    switch (type) {
                        case OBJECTID -> ObjectId.isValid(text) ? new ObjectId(text) : null;
                        case INTEGER -> Long.valueOf(text);
                        case FLOAT, NUMBER -> Double.valueOf(text);
                        case DECIMAL -> Decimal128.parse(text);
                        default -> text;
                    });
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
