package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ValidationContext;

/** Casts values of JSON and forms to the BSON type that the schema requires. A value that cannot be cast is left unchanged. */
final class Casting {
    private static final String REF = "$ref";
    private static final String ID = "$id";
    private static final String DB = "$db";
    private static final Set<String> REFERENCE = Set.of(REF, ID, DB);

    private Casting() {}

    /** The id that a DBRef has; other values are ids themselves. */
    static Object referenced(Object value) {
        return value instanceof Map<?, ?> map && map.get(REF) instanceof String && map.get(ID) != null
                ? map.get(ID)
                : value;
    }

    /** In the order of members that MongoDB wants. */
    private static Object reference(Object value) {
        if (!(value instanceof Map<?, ?> map) || map.get(ID) == null || map.size() > REFERENCE.size()) {
            return value;
        }
        Object collection = map.containsKey("$col") ? map.get("$col") : map.get(REF);
        Object id = map.get(ID);
        Document reference = new Document(REF, collection)
                .append(ID, id instanceof String text && ObjectId.isValid(text) ? new ObjectId(text) : id);
        return map.containsKey(DB) ? reference.append(DB, map.get(DB)) : reference;
    }

    static Object cast(FieldType type, Object value, ValidationContext context) {
        return switch (type) {
            case INTEGER -> integer(value);
            case FLOAT -> value instanceof Number number ? (Object) number.doubleValue() : decimalNumber(value);
            case NUMBER -> value instanceof String ? number(value) : value;
            case BOOLEAN -> flag(value);
            case DATETIME -> value instanceof String text ? date(text, context) : value;
            case OBJECTID -> value instanceof String text && ObjectId.isValid(text) ? new ObjectId(text) : value;
            case DECIMAL -> decimal(value);
            case DBREF -> reference(value);
            default -> value;
        };
    }

    static boolean matches(FieldType type, Object value) {
        return switch (type) {
            case STRING -> value instanceof String;
            case INTEGER -> value instanceof Integer || value instanceof Long;
            case FLOAT, NUMBER -> value instanceof Number number
                    && !(value instanceof Decimal128)
                    && Double.isFinite(number.doubleValue());
            case BOOLEAN -> value instanceof Boolean;
            case DATETIME -> value instanceof Date;
            case DICT -> value instanceof Map;
            case LIST -> value instanceof List;
            case OBJECTID -> value instanceof ObjectId;
                // the API stores the file before the document is validated
            case MEDIA -> value instanceof ObjectId;
            case UUID -> value instanceof String text && isUuid(text);
            case DECIMAL -> value instanceof Decimal128;
            case DBREF -> value instanceof Map<?, ?> map
                    && map.get(REF) instanceof String
                    && map.get(ID) != null
                    && REFERENCE.containsAll(map.keySet());
            default -> Geometry.matches(type, value);
        };
    }

    static Object integer(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 9e15) {
            return whole(number.longValue());
        }
        if (value instanceof String text && isNumeric(text)) {
            try {
                return whole(Long.parseLong(text));
            } catch (NumberFormatException e) {
                return value;
            }
        }
        return value;
    }

    private static Object whole(long number) {
        return number == (int) number ? (Object) (int) number : (Object) number;
    }

    private static Object number(Object value) {
        Object whole = integer(value);
        return whole instanceof String ? decimalNumber(value) : whole;
    }

    static Object decimalNumber(Object value) {
        if (value instanceof String text && isNumeric(text)) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                return value;
            }
        }
        return value;
    }

    /** Refuses number forms that only Java knows (0x1p3, 1d, NaN). */
    private static boolean isNumeric(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static Object flag(Object value) {
        if (value instanceof Integer number && (number == 0 || number == 1)) {
            return number == 1;
        }
        if (value instanceof String text) {
            return switch (text) {
                case "true", "1" -> Boolean.TRUE;
                case "false", "0" -> Boolean.FALSE;
                default -> value;
            };
        }
        return value;
    }

    private static Object date(String text, ValidationContext context) {
        return context.date(text).<Object>map(Date::from).orElse(text);
    }

    private static Object decimal(Object value) {
        if (value instanceof Decimal128) {
            return value;
        }
        if (value instanceof Number || value instanceof String text && isNumeric(text)) {
            try {
                return Decimal128.parse(value.toString());
            } catch (NumberFormatException e) {
                return value;
            }
        }
        return value;
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char letter = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? letter != '-' : Character.digit(letter, 16) < 0 || letter > 'f') {
                return false;
            }
        }
        return true;
    }
}
