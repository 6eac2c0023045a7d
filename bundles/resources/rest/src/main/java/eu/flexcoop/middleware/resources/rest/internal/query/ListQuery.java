package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/** Order, page and shown fields that a client asks for, with Eve's leniency about bad numbers. */
public final class ListQuery {
    private static final Pattern PAIR = Pattern.compile("\\(\\s*['\"]([^'\"]+)['\"]\\s*,\\s*(-?1)\\s*\\)");

    /** Of literals in another form than those that are understood. */
    private static final Pattern NO_NAME = Pattern.compile("[\\s'\"(){}\\[\\]]");

    private ListQuery() {}

    /** From 1. */
    public static int page(RestRequest request) {
        try {
            return Math.max(
                    1,
                    Math.abs(Integer.parseInt(
                            request.query().getOrDefault("page", "1").trim())));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    public static int pageSize(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        int limit = definition.queries().pageLimit() > 0 ? definition.queries().pageLimit() : settings.pageLimit();
        int otherwise = Math.min(settings.pageSize(), limit);
        try {
            double asked = Double.parseDouble(request.query().getOrDefault("max_results", Integer.toString(otherwise)));
            return asked >= 1 ? (int) Math.min(asked, limit) : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Of a list without pages, the client wants so many documents at most; 0 is Eve's word for all. */
    public static boolean isLimited(RestRequest request) {
        try {
            return Double.parseDouble(request.query().getOrDefault("max_results", "0")) >= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    public static Document sort(RestRequest request, FieldVisibility visibility) {
        ResourceDefinition definition = visibility.definition();
        String text = request.parameter("sort").map(String::strip).orElse("");
        if (text.isEmpty() || !definition.queries().sorting()) {
            return definition.storage().sort();
        }
        Document sort = new Document();
        if (text.startsWith("{")) {
            if (!(Json.read(text, "sort") instanceof Document asked)) {
                throw Problem.badRequest("'sort' is not a JSON object");
            }
            asked.forEach(
                    (field, order) -> sort.append(field, order instanceof Number n && n.doubleValue() < 0 ? -1 : 1));
        } else if (text.startsWith("[")) {
            pairs(text, sort);
        } else {
            for (String part : text.split(",")) {
                String field = part.strip();
                boolean down = field.startsWith("-");
                sort.append(down ? field.substring(1) : field, down ? -1 : 1);
            }
        }
        for (String field : sort.keySet()) {
            if (field.isEmpty()
                    || field.indexOf('\0') >= 0
                    || field.startsWith("$")
                    || NO_NAME.matcher(field).find()
                    || field.endsWith(".")
                    || field.startsWith(".")) {
                throw Problem.badRequest("'sort' names no field in '%s', use a,-b", text);
            }
            if (!visibility.mayCompare(field)) {
                throw Problem.badRequestWords("sort by '%s' not allowed".formatted(field));
            }
        }
        return sort;
    }

    private static void pairs(String text, Document sort) {
        Matcher matcher = PAIR.matcher(text);
        while (matcher.find()) {
            sort.append(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
        String rest = matcher.replaceAll("").replaceAll("[\\[\\],\\s]", "");
        if (!rest.isEmpty()) {
            throw Problem.badRequest("'sort' is '%s', use a,-b or [(\"a\", -1)]", text);
        }
    }

    /** What the store sends; empty means all. Hidden fields stay hidden whatever is asked for. */
    public static Document projection(RestRequest request, FieldVisibility visibility) {
        String text = request.parameter("projection").orElse("");
        if (text.isEmpty() || !visibility.definition().queries().projection()) {
            return visibility.shown();
        }
        if (!(Json.read(text, "projection") instanceof Document asked)) {
            throw Problem.badRequest("'projection' is not a JSON object");
        }
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> unwanted = new LinkedHashSet<>();
        asked.forEach((field, flag) -> (isOn(flag) ? wanted : unwanted).add(field));
        Document projection = new Document();
        if (!wanted.isEmpty()) {
            visibility.automatic(projection);
            projection.append(visibility.definition().item().idField(), 1);
            wanted.forEach(field -> visibility.project(projection, field));
            return projection;
        }
        projection.putAll(visibility.shown());
        unwanted.removeIf(field ->
                visibility.isAutomatic(field) || field.equals(DocumentFields.DELETED) || field.startsWith("$"));
        if (visibility.definition().allowUnknown()) {
            unwanted.forEach(field -> projection.append(field, 0));
        } else {
            unwanted.forEach(projection::remove);
        }
        return projection;
    }

    private static boolean isOn(Object flag) {
        return flag instanceof Number number ? number.doubleValue() != 0 : Boolean.TRUE.equals(flag);
    }

    /**
     * The query of a link to a page, {@code ?a=b&c=d} or empty. Values stand as they came but for the characters that have a meaning
     * there.
     *
     * @param after the position of the page; null if pages have numbers
     */
    public static String link(RestRequest request, int pageSize, int page, String after, RestSettings settings) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (pageSize != settings.pageSize()) {
            parts.put("max_results", Integer.toString(pageSize));
        }
        request.parameter("where").ifPresent(where -> parts.put("where", where));
        request.parameter("sort").ifPresent(sort -> parts.put("sort", sort));
        if (page > 1) {
            parts.put("page", Integer.toString(page));
        }
        Set<String> known =
                Set.of("max_results", "where", "sort", "page", "projection", "embedded", "version", "pretty", "after");
        request.query().forEach((name, value) -> {
            if (!known.contains(name)) {
                parts.put(name, value);
            }
        });
        if (after != null) {
            parts.put("after", after);
        }
        StringBuilder link = new StringBuilder();
        parts.forEach((name, value) -> link.append(link.isEmpty() ? '?' : '&')
                .append(escaped(name).replace("=", "%3D"))
                .append('=')
                .append(escaped(value)));
        return link.toString();
    }

    private static String escaped(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("#", "%23");
    }
}
