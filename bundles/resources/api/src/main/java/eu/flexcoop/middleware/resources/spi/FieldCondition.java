package eu.flexcoop.middleware.resources.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonType;
import org.bson.BsonValue;

/** The conditions of a filter on one field, with the meaning that they have in MongoDB: a list matches if one of its elements does. */
final class FieldCondition {
    private FieldCondition() {}

    static Predicate<BsonDocument> of(String field, BsonValue condition) {
        String[] path = field.split("\\.");
        Predicate<List<BsonValue>> test = test(condition);
        return document -> test.test(values(document, path, 0));
    }

    /** On all values that the path leads to; none if the field is absent. */
    private static Predicate<List<BsonValue>> test(BsonValue condition) {
        boolean operators = condition.isDocument()
                && !condition.asDocument().isEmpty()
                && condition.asDocument().getFirstKey().startsWith("$");
        if (!operators) {
            return values -> equalsAny(values, condition);
        }
        List<Predicate<List<BsonValue>>> all = new ArrayList<>();
        for (Map.Entry<String, BsonValue> each : condition.asDocument().entrySet()) {
            all.add(operator(each.getKey(), each.getValue()));
        }
        return values -> all.stream().allMatch(each -> each.test(values));
    }

    private static Predicate<List<BsonValue>> operator(String name, BsonValue operand) {
        return switch (name) {
            case "$eq" -> values -> equalsAny(values, operand);
            case "$ne" -> values -> !equalsAny(values, operand);
            case "$in" -> values -> operand.asArray().stream().anyMatch(wanted -> equalsAny(values, wanted));
            case "$nin" -> values -> operand.asArray().stream().noneMatch(wanted -> equalsAny(values, wanted));
            case "$exists" -> values -> values.isEmpty() == isFalse(operand);
            case "$gt" -> ordered(operand, order -> order > 0);
            case "$gte" -> ordered(operand, order -> order >= 0);
            case "$lt" -> ordered(operand, order -> order < 0);
            case "$lte" -> ordered(operand, order -> order <= 0);
            case "$not" -> test(operand).negate();
            case "$type" -> types(operand);
            default -> throw RowMatcher.unknown(name);
        };
    }

    /** By the names of types, of which positions of pages have a list. */
    private static Predicate<List<BsonValue>> types(BsonValue operand) {
        List<BsonValue> names = operand.isArray() ? operand.asArray() : List.of(operand);
        if (!names.stream().allMatch(BsonValue::isString)) {
            throw RowMatcher.unknown("$type");
        }
        Set<String> wanted =
                names.stream().map(name -> name.asString().getValue()).collect(Collectors.toSet());
        return values -> values.stream()
                .flatMap(value ->
                        value.isArray() ? Stream.concat(Stream.of(value), value.asArray().stream()) : Stream.of(value))
                .anyMatch(value -> wanted.contains(typeName(value.getBsonType()))
                        || value.isNumber() && wanted.contains("number"));
    }

    private static String typeName(BsonType type) {
        return switch (type) {
            case DOCUMENT -> "object";
            case BINARY -> "binData";
            case OBJECT_ID -> "objectId";
            case BOOLEAN -> "bool";
            case DATE_TIME -> "date";
            case INT32 -> "int";
            case INT64 -> "long";
            case DECIMAL128 -> "decimal";
            case REGULAR_EXPRESSION -> "regex";
            case MIN_KEY -> "minKey";
            case MAX_KEY -> "maxKey";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    private static boolean isFalse(BsonValue flag) {
        return flag.isBoolean() && !flag.asBoolean().getValue()
                || flag.isNumber() && flag.asNumber().doubleValue() == 0;
    }

    private static boolean equalsAny(List<BsonValue> values, BsonValue wanted) {
        if (values.isEmpty()) {
            return wanted.isNull();
        }
        return values.stream()
                .anyMatch(value -> same(value, wanted)
                        || value.isArray() && value.asArray().stream().anyMatch(element -> same(element, wanted)));
    }

    private static boolean same(BsonValue one, BsonValue other) {
        return one instanceof BsonNumber number && other instanceof BsonNumber wanted
                ? numbers(number, wanted) == 0
                : one.equals(other);
    }

    private static Predicate<List<BsonValue>> ordered(BsonValue operand, IntPredicate wanted) {
        return values -> values.stream()
                .flatMap(value -> value.isArray() ? value.asArray().stream() : List.of(value).stream())
                .map(value -> compare(value, operand))
                .anyMatch(order -> order.isPresent() && wanted.test(order.getAsInt()));
    }

    /** Empty if the types have no common order, as for MongoDB's comparison operators. */
    private static OptionalInt compare(BsonValue one, BsonValue other) {
        if (one instanceof BsonNumber number && other instanceof BsonNumber wanted) {
            return OptionalInt.of(numbers(number, wanted));
        }
        if (one.getBsonType() != other.getBsonType()) {
            return OptionalInt.empty();
        }
        return switch (one.getBsonType()) {
            case STRING -> OptionalInt.of(one.asString().compareTo(other.asString()));
            case DATE_TIME -> OptionalInt.of(one.asDateTime().compareTo(other.asDateTime()));
            case OBJECT_ID -> OptionalInt.of(one.asObjectId().compareTo(other.asObjectId()));
            case BOOLEAN -> OptionalInt.of(one.asBoolean().compareTo(other.asBoolean()));
            default -> OptionalInt.empty();
        };
    }

    /** By value, whatever their types are. */
    private static int numbers(BsonNumber one, BsonNumber other) {
        if (one.isDecimal128() || other.isDecimal128()) {
            double first = one.doubleValue();
            double second = other.doubleValue();
            return Double.isFinite(first) && Double.isFinite(second)
                    ? one.decimal128Value()
                            .bigDecimalValue()
                            .compareTo(other.decimal128Value().bigDecimalValue())
                    : Double.compare(first, second);
        }
        return one.isDouble() || other.isDouble()
                ? Double.compare(one.doubleValue(), other.doubleValue())
                : Long.compare(one.longValue(), other.longValue());
    }

    private static List<BsonValue> values(BsonValue value, String[] path, int at) {
        if (at == path.length) {
            return List.of(value);
        }
        if (value.isDocument()) {
            BsonValue below = value.asDocument().get(path[at]);
            return below == null ? List.of() : values(below, path, at + 1);
        }
        List<BsonValue> found = new ArrayList<>();
        if (value.isArray()) {
            value.asArray().forEach(element -> {
                if (element.isDocument()) {
                    found.addAll(values(element, path, at));
                }
            });
        }
        return found;
    }
}
