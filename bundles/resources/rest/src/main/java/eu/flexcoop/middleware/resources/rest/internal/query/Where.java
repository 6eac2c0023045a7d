package eu.flexcoop.middleware.resources.rest.internal.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/**
 * The {@code where} of a client as a Mongo filter. Operators come from a list, fields from the definition; texts become dates
 * and object ids where the schema says so.
 */
public final class Where {
    private static final Set<String> OPERATORS = Set.of(
            "$gt",
            "$gte",
            "$in",
            "$lt",
            "$lte",
            "$ne",
            "$nin",
            "$eq",
            "$or",
            "$and",
            "$not",
            "$nor",
            "$mod",
            "$text",
            "$options",
            "$search",
            "$language",
            "$caseSensitive",
            "$diacriticSensitive",
            "$exists",
            "$type",
            "$geoWithin",
            "$geoIntersects",
            "$near",
            "$nearSphere",
            "$centerSphere",
            "$geometry",
            "$maxDistance",
            "$minDistance",
            "$box",
            "$all",
            "$elemMatch",
            "$size",
            "$bitsAllClear",
            "$bitsAllSet",
            "$bitsAnyClear",
            "$bitsAnySet",
            "$center");
    private static final Set<String> LOGICAL = Set.of("$or", "$and", "$nor");
    private static final Set<String> AUTOMATIC_DATES = Set.of(DocumentFields.UPDATED, DocumentFields.CREATED);

    private final FieldVisibility visibility;
    private final ResourceDefinition definition;
    private final DateText dates;
    private final Optional<FilterCheck> check;

    public Where(FieldVisibility visibility, DateText dates) {
        this(visibility, dates, Optional.empty());
    }

    private Where(FieldVisibility visibility, DateText dates, Optional<FilterCheck> check) {
        this.visibility = visibility;
        this.definition = visibility.definition();
        this.dates = dates;
        this.check = check;
    }

    /** As the settings of the root want it. */
    public static Where of(FieldVisibility visibility, DocumentValidator validator, RestSettings settings) {
        DateText dates = settings.dates();
        return new Where(
                visibility,
                dates,
                settings.api().filtersChecked()
                        ? Optional.of(new FilterCheck(visibility.definition(), validator, dates))
                        : Optional.empty());
    }

    /** A filter; empty when everything is wanted. */
    public Document parse(String text) {
        if (text.isBlank() || definition.queries().filters().isEmpty()) {
            return new Document();
        }
        Object parsed = text.stripLeading().startsWith("{") ? Json.read(text, "where") : PythonWhere.parse(text);
        if (!(parsed instanceof Document document)) {
            throw Problem.badRequest("'where' is not a JSON object");
        }
        return filter(document);
    }

    private Document filter(Document document) {
        Document filter = new Document();
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            String key = entry.getKey();
            if (LOGICAL.contains(key)) {
                filter.append(key, alternatives(key, entry.getValue()));
            } else if (key.equals("$expr")) {
                filter.append(key, new ExpressionGuard(this::requireAllowed, dates).checked(entry.getValue()));
            } else if (key.startsWith("$")) {
                requireWholeSight(known(key));
                filter.append(key, operands(entry.getValue(), Optional.empty(), ""));
            } else {
                requireAllowed(key);
                check.ifPresent(each -> each.require(key, entry.getValue()));
                filter.append(key, condition(entry.getValue(), type(key), key));
            }
        }
        return filter;
    }

    private List<Document> alternatives(String operator, Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw Problem.badRequest("'where': %s takes a list of objects", operator);
        }
        List<Document> filters = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Document document)) {
                throw Problem.badRequest("'where': %s takes a list of objects", operator);
            }
            filters.add(filter(document));
        }
        return filters;
    }

    private String known(String operator) {
        if (!OPERATORS.contains(operator) && !definition.queries().operators().contains(operator)) {
            throw Problem.badRequest("'where': operator %s is not allowed", operator);
        }
        return operator;
    }

    /** A search for words goes through all fields, hidden ones too. */
    private void requireWholeSight(String operator) {
        boolean all = definition.queries().filters().contains("*");
        if (visibility.limited() || !all) {
            throw Problem.badRequest("'where': operator %s is not allowed", operator);
        }
    }

    private void requireAllowed(String field) {
        List<String> allowed = definition.queries().filters();
        boolean good = allowed.contains("*")
                || allowed.stream().anyMatch(name -> field.equals(name) || field.startsWith(name + "."));
        if (!good) {
            throw Problem.badRequestWords("filter on '%s' not allowed".formatted(field));
        }
        if (!visibility.mayCompare(field)) {
            throw Problem.badRequestWords("filter on '%s' not allowed".formatted(field));
        }
    }

    /** The value of a field or operator; {@code field} is the dotted name it is about. */
    private Object condition(Object value, Optional<FieldType> type, String field) {
        if (value instanceof Document document && document.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
            Document conditions = new Document();
            document.forEach((key, inner) -> conditions.append(known(key), operand(key, inner, type, field)));
            return conditions;
        }
        return operands(value, type, field);
    }

    private Object operand(String operator, Object value, Optional<FieldType> type, String field) {
        return switch (operator) {
            case "$exists", "$size", "$type", "$mod" -> value;
            case "$regex" -> RegexGuard.pattern(value);
            case "$options" -> RegexGuard.options(value);
            case "$elemMatch" -> elements(value, type, field);
            case "$or", "$and", "$nor", "$text", "$comment" -> throw Problem.badRequest(
                    "'where': %s stands beside fields", operator);
            default -> condition(value, type, field);
        };
    }

    private Object elements(Object value, Optional<FieldType> type, String field) {
        if (!(value instanceof Document document)) {
            throw Problem.badRequest("'where': $elemMatch takes an object");
        }
        Document conditions = new Document();
        document.forEach((key, inner) -> conditions.append(
                key.startsWith("$") ? known(key) : key,
                key.startsWith("$")
                        ? operand(key, inner, type, field)
                        : condition(inner, type(field + "." + key), field + "." + key)));
        return conditions;
    }

    private Object operands(Object value, Optional<FieldType> type, String field) {
        if (value instanceof String text) {
            return cast(text, type, field);
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(element -> values.add(condition(element, type, field)));
            return values;
        }
        if (value instanceof Document document) {
            Document values = new Document();
            document.forEach((key, inner) -> values.append(
                    key.startsWith("$") ? known(key) : key,
                    condition(inner, type(field + "." + key), field + "." + key)));
            return values;
        }
        return value;
    }

    private Object cast(String text, Optional<FieldType> type, String field) {
        boolean date = AUTOMATIC_DATES.contains(field)
                || type.filter(FieldType.DATETIME::equals).isPresent();
        if (date || type.isEmpty()) {
            Optional<Instant> moment = dates.parse(text);
            if (moment.isPresent()) {
                return Date.from(moment.get());
            }
        }
        if (date) { // as a text it would be compared with dates and never be equal, greater or less
            throw Problem.badRequest(
                    "'where': '%s' for '%s' is not a date in the accepted form, which is that of %s",
                    text, field, dates.format(0));
        }
        boolean id = type.filter(FieldType.OBJECTID::equals).isPresent()
                && !definition.queries().idsAsText();
        return id && ObjectId.isValid(text) ? new ObjectId(text) : text;
    }

    private Optional<FieldType> type(String dotted) {
        return FieldRules.find(definition.schema(), dotted).flatMap(FieldRule::type);
    }
}
