package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bson.Document;

/** The forms in which the same documents can be sent to a resource. */
record Representations(String contentType, String body) {
    static List<Representations> of(Document... documents) {
        List<String> json = Stream.of(documents).map(Document::toJson).toList();
        String list = json.size() == 1 ? json.get(0) : json.toString();
        return List.of(
                new Representations("application/json", list),
                new Representations("application/json", json.toString()),
                new Representations("application/x-ndjson", String.join("\n", json)),
                new Representations("text/csv", csv(documents)));
    }

    private static String csv(Document... documents) {
        Set<String> columns = Stream.of(documents)
                .flatMap(document -> document.keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return Stream.concat(
                        Stream.of(String.join(",", columns)),
                        Stream.of(documents).map(document -> columns.stream()
                                .map(column -> cell(document.get(column)))
                                .collect(Collectors.joining(","))))
                .collect(Collectors.joining("\n"));
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        boolean nested = value instanceof List || value instanceof Map;
        // the text of {"": value} without the key
        String json = new Document("", value).toJson().replaceFirst("^\\{\"\": ", "");
        String text = nested ? json.substring(0, json.length() - 1) : value.toString();
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
