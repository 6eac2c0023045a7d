package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.ArrayList;
import java.util.List;

import org.bson.BsonDouble;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * The order in which MongoDB sorts values of different types. Its comparisons find values of one type only, so that the rows behind one
 * need a condition for their own type and one for the types that follow.
 */
final class TypeOrder {
    /** Names for {@code $type}; lists are sorted by their elements. */
    private static final List<String> TYPES = List.of(
            "minKey",
            "null",
            "number",
            "string",
            "object",
            "binData",
            "objectId",
            "bool",
            "date",
            "timestamp",
            "regex",
            "javascript",
            "maxKey");

    private static final int NULL = 1;
    private static final int NUMBER = 2;

    private TypeOrder() {}

    /** Conditions on a field, of which a value that follows in the order meets one. */
    static List<Document> behind(BsonValue value, boolean upwards) {
        List<Document> conditions = new ArrayList<>();
        int type = type(value);
        boolean notANumber = value.isNumber() && Double.isNaN(value.asNumber().doubleValue());
        if (type == NUMBER && notANumber) { // the least number, with which nothing compares
            if (upwards) {
                conditions.add(new Document("$gte", Double.NEGATIVE_INFINITY));
            }
        } else if (type != NULL) {
            conditions.add(new Document(upwards ? "$gt" : "$lt", value));
            if (type == NUMBER && !upwards) {
                conditions.add(new Document("$eq", new BsonDouble(Double.NaN)));
            }
        }
        conditions.add(new Document("$type", upwards ? TYPES.subList(type + 1, TYPES.size()) : TYPES.subList(0, type)));
        if (!upwards && type > NULL) { // absent fields have no type
            conditions.add(new Document("$eq", BsonNull.VALUE));
        }
        return conditions;
    }

    private static int type(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL -> NULL;
            case INT32, INT64, DOUBLE, DECIMAL128 -> NUMBER;
            case STRING -> 3;
            case DOCUMENT -> 4;
            case BINARY -> 5;
            case OBJECT_ID -> 6;
            case BOOLEAN -> 7;
            case DATE_TIME -> 8;
            case TIMESTAMP -> 9;
            default -> throw new IllegalArgumentException("Cannot order a %s".formatted(value.getBsonType()));
        };
    }
}
