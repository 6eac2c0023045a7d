package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Checks the operand of {@code $expr}: comparisons and arithmetic over fields that the caller may filter by. Variables, which include
 * the whole document, and everything that runs code or makes large values are refused.
 */
final class ExpressionGuard {
    private static final Set<String> OPERATORS = Set.of(
            "$eq",
            "$ne",
            "$gt",
            "$gte",
            "$lt",
            "$lte",
            "$cmp",
            "$and",
            "$or",
            "$not",
            "$in",
            "$ifNull",
            "$add",
            "$subtract",
            "$multiply",
            "$divide",
            "$mod",
            "$abs",
            "$ceil",
            "$floor",
            "$round",
            "$trunc",
            "$min",
            "$max",
            "$size",
            "$isArray",
            "$strLenCP",
            "$toLower",
            "$toUpper",
            "$substrCP",
            "$indexOfCP",
            "$year",
            "$month",
            "$week",
            "$dayOfMonth",
            "$dayOfWeek",
            "$dayOfYear",
            "$hour",
            "$minute",
            "$second");
    private static final int DEEPEST = 20;

    private final Consumer<String> field;
    private final DateText dates;

    /** @param field refuses fields that the caller may not filter by */
    ExpressionGuard(Consumer<String> field, DateText dates) {
        this.field = field;
        this.dates = dates;
    }

    Object checked(Object value) {
        return checked(value, 0);
    }

    private Object checked(Object value, int depth) {
        if (depth > DEEPEST) {
            throw Problem.badRequest("'where': $expr is nested more than %d levels", DEEPEST);
        }
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(element -> values.add(checked(element, depth + 1)));
            return values;
        }
        if (!(value instanceof Document document)) {
            return value;
        }
        Document checked = new Document();
        document.forEach((operator, operand) -> {
            if (!OPERATORS.contains(operator)) {
                throw Problem.badRequest("'where': $expr has '%s', which is not allowed", operator);
            }
            checked.append(operator, checked(operand, depth + 1));
        });
        return checked;
    }

    private Object text(String text) {
        if (text.startsWith("$$")) {
            throw Problem.badRequest("'where': $expr uses the variable '%s', which is not allowed", text);
        }
        if (text.startsWith("$")) {
            field.accept(text.substring(1));
            return text;
        }
        return dates.parse(text).<Object>map(Date::from).orElse(text);
    }
}
