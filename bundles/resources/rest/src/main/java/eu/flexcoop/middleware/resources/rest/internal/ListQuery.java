package eu.flexcoop.middleware.resources.rest.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** Order, page and shown fields that a client asks for, with Eve's leniency about bad numbers. */
final class ListQuery {
    private static final Pattern PAIR = Pattern.compile("\\(\\s*['\"]([^'\"]+)['\"]\\s*,\\s*(-?1)\\s*\\)");

    private ListQuery() {}

    /** From 1. */
    static int page(Call call) {
        try {
            return Math.max(
                    1,
                    Math.abs(Integer.parseInt(
                            call.query().getOrDefault("page", "1").trim())));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    static int pageSize(Call call, ResourceDefinition definition, Settings settings) {
        int limit = definition.queries().pageLimit() > 0 ? definition.queries().pageLimit() : settings.pageLimit();
        int otherwise = Math.min(settings.pageSize(), limit);
        try {
            double asked = Double.parseDouble(call.query().getOrDefault("max_results", Integer.toString(otherwise)));
            return asked >= 1 ? (int) Math.min(asked, limit) : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static Document sort(Call call, Sight sight) {
        ResourceDefinition definition = sight.definition();
        String text = call.parameter("sort").map(String::strip).orElse("");
        if (text.isEmpty() || !definition.queries().sorting()) {
            return definition.storage().sort();
        }
        Document sort = new Document();
        if (text.startsWith("{")) {
            if (!(Json.read(text, "sort") instanceof Document asked)) {
                throw Problem.badRequest("'sort' is no JSON object");
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
                    || field.endsWith(".")
                    || field.startsWith(".")) {
                throw Problem.badRequest("'sort' names no field in '%s', use a,-b", text);
            }
            if (!sight.mayCompare(field)) {
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

    /** What the store shall send; empty means all. Hidden fields stay hidden whatever is asked for. */
    static Document projection(Call call, Sight sight) {
        String text = call.parameter("projection").orElse("");
        if (text.isEmpty() || !sight.definition().queries().projection()) {
            return sight.shown();
        }
        if (!(Json.read(text, "projection") instanceof Document asked)) {
            throw Problem.badRequest("'projection' is no JSON object");
        }
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> unwanted = new LinkedHashSet<>();
        asked.forEach((field, flag) -> (isOn(flag) ? wanted : unwanted).add(field));
        Document projection = new Document();
        if (!wanted.isEmpty()) {
            sight.automatic(projection);
            projection.append(sight.definition().item().idField(), 1);
            wanted.forEach(field -> sight.project(projection, field));
            return projection;
        }
        projection.putAll(sight.shown());
        unwanted.removeIf(field -> Sight.AUTOMATIC.contains(field) || field.startsWith("$"));
        if (sight.definition().allowUnknown()) {
            unwanted.forEach(field -> projection.append(field, 0));
        } else {
            unwanted.forEach(projection::remove);
        }
        return projection;
    }

    private static boolean isOn(Object flag) {
        return flag instanceof Number number ? number.doubleValue() != 0 : Boolean.TRUE.equals(flag);
    }

    /** The query of a link to a page, {@code ?a=b&c=d} or empty; values as they came. */
    static String link(Call call, int pageSize, int page, Settings settings) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (pageSize != settings.pageSize()) {
            parts.put("max_results", Integer.toString(pageSize));
        }
        call.parameter("where").ifPresent(where -> parts.put("where", where));
        call.parameter("sort").ifPresent(sort -> parts.put("sort", sort));
        if (page > 1) {
            parts.put("page", Integer.toString(page));
        }
        Set<String> known = Set.of(
                "max_results", "where", "sort", "page", "projection", "embedded", "aggregate", "version", "pretty");
        call.query().forEach((name, value) -> {
            if (!known.contains(name)) {
                parts.put(name, value);
            }
        });
        StringBuilder link = new StringBuilder();
        parts.forEach((name, value) ->
                link.append(link.isEmpty() ? '?' : '&').append(name).append('=').append(value));
        return link.toString();
    }
}
