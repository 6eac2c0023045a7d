package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Sends the requests of one recorded case and compares the answers. A recording holds {@code {{id:x}}}, {@code {{uuid:x}}} and
 * {@code {{uniq:x}}} for values that are made anew for each run, and {@code {{var:x}}} for values saved from earlier answers; in
 * recorded answers they stand as {@code <id:x>}, and values that differ from run to run as {@code <etag>} or {@code <date>}.
 */
final class CaseReplay {
    private static final String HOST = "http://here";
    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(id|uuid|uniq|var|token):([\\w.-]+)}}");
    private static final Pattern OBJECT_ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])");
    private static final Pattern DATE =
            Pattern.compile("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}Z");
    private static final Set<String> HEADERS = Set.of(
            "Content-Type",
            "ETag",
            "Last-Modified",
            "Location",
            "Allow",
            "X-Total-Count",
            "Cache-Control",
            "Expires",
            "WWW-Authenticate",
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Headers",
            "Access-Control-Expose-Headers",
            "Access-Control-Allow-Methods",
            "Access-Control-Max-Age",
            "Access-Control-Allow-Credentials");

    private final Router router;
    private final String root;
    private final Map<String, Caller> tokens;
    private final Map<String, String> values = new HashMap<>();

    /** @param tokens callers by their token; without any, the caller of all requests is an admin */
    CaseReplay(Router router, String root, Map<String, Caller> tokens) {
        this.router = router;
        this.root = root;
        this.tokens = tokens;
    }

    /** Empty if all answers agree. */
    List<String> differences(Map<?, ?> recorded) throws IOException {
        List<String> differences = new ArrayList<>();
        int number = 0;
        for (Object each : (List<?>) recorded.get("steps")) {
            Map<?, ?> step = (Map<?, ?>) each;
            String at = "step %d %s /%s: ".formatted(number++, step.get("method"), step.get("path"));
            RestResponse answer = send(step);
            Object body = body(answer);
            compare(step, answer, body).forEach(difference -> differences.add(at + difference));
            if (step.get("save") instanceof Map<?, ?> saved) {
                for (Map.Entry<?, ?> entry : saved.entrySet()) {
                    String value = value((String) entry.getValue(), answer, body);
                    if (value == null) {
                        return append(differences, at + "has no " + entry.getValue());
                    }
                    values.put("var:" + entry.getKey(), value);
                }
            }
        }
        return differences;
    }

    /** JSON as maps and lists, XML likewise; the text of other types. */
    private static Object body(RestResponse answer) throws IOException {
        if (answer.body() == null) {
            return null;
        }
        String type = contentType(answer);
        if (type.contains("xml")) {
            return XmlTree.of(answer.body());
        }
        return type.equals("application/json")
                ? JSON.readValue(answer.body(), Object.class)
                : new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String contentType(RestResponse answer) {
        return answer.headers().getOrDefault("Content-Type", "application/json").replaceFirst(";.*", "");
    }

    private static List<String> append(List<String> differences, String last) {
        differences.add(last);
        return differences;
    }

    private RestResponse send(Map<?, ?> step) throws IOException {
        Map<String, String> headers = new HashMap<>();
        if (step.get("headers") instanceof Map<?, ?> sent) {
            sent.forEach((name, value) -> headers.put((String) name, filled((String) value)));
        }
        String body = "";
        if (step.containsKey("json")) {
            body = filled(JSON.writeValueAsString(step.get("json")));
        } else if (step.get("raw") instanceof String raw) {
            body = filled(raw);
        }
        String method = headers.getOrDefault("X-HTTP-Method-Override", (String) step.get("method"));
        RestRequest request = new RestRequest(
                method,
                filled((String) step.get("path")),
                RestRequest.query(query(step)),
                headers::get,
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                null,
                HOST + root);
        RestResponse answer = router.answer(request, () -> caller(headers.get("Authorization")));
        return method.equals("HEAD") ? new RestResponse(answer.status(), answer.headers(), null, null) : answer;
    }

    private Caller caller(String authorization) {
        if (tokens.isEmpty()) {
            return ADMIN;
        }
        Caller caller = authorization == null ? null : tokens.get(authorization.replace("Bearer ", ""));
        if (caller == null) {
            throw new InvalidTokenException("The token is unknown");
        }
        return caller;
    }

    private String query(Map<?, ?> step) {
        if (step.get("rawQuery") instanceof String raw) {
            return filled(raw);
        }
        if (!(step.get("query") instanceof Map<?, ?> query)) {
            return null;
        }
        return query.entrySet().stream()
                .map(entry -> entry.getKey()
                        + (entry.getValue() == null
                                ? ""
                                : "=" + URLEncoder.encode(filled((String) entry.getValue()), StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }

    private String filled(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).equals("token")
                                ? found.group(2)
                                : values.computeIfAbsent(
                                        found.group(1) + ":" + found.group(2), key -> made(found.group(1), key))));
    }

    private static String made(String kind, String key) {
        return switch (kind) {
            case "id" -> new ObjectId().toHexString();
            case "uuid" -> UUID.randomUUID().toString();
            case "uniq" -> "u"
                    + new ObjectId()
                            .toHexString()
                            .chars()
                            .mapToObj(digit -> Character.toString('a' + Character.digit(digit, 16)))
                            .collect(Collectors.joining());
            default -> throw new IllegalStateException("No earlier answer gave " + key);
        };
    }

    /** @param from {@code body:_items.0._id} or {@code header:ETag} */
    private static String value(String from, RestResponse answer, Object body) {
        String path = from.substring(from.indexOf(':') + 1);
        if (from.startsWith("header:")) {
            String value = answer.headers().get(path);
            return value == null ? null : value.replace("\"", "");
        }
        Object value = body;
        for (String part : path.split("\\.")) {
            if (value instanceof List<?> list && Integer.parseInt(part) < list.size()) {
                value = list.get(Integer.parseInt(part));
            } else if (value instanceof Map<?, ?> map) {
                value = map.get(part);
            } else {
                return null;
            }
        }
        return value == null ? null : value.toString();
    }

    private List<String> compare(Map<?, ?> step, RestResponse answer, Object body) {
        int status = (Integer) step.get("status");
        if (!step.containsKey("check")) {
            return answer.status() < 300 || answer.status() == status
                    ? List.of()
                    : List.of("preparation got %d %s".formatted(answer.status(), body));
        }
        if (answer.status() != status) {
            boolean accepted = step.get("alsoAccept") instanceof List<?> more && more.contains(answer.status());
            return accepted ? List.of() : List.of("status %d, expected %d".formatted(answer.status(), status));
        }
        if (step.get("check").equals("status")) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        Object expected = step.get("body");
        Object actual = normal(body, "");
        for (Object path : list(step, "unordered")) {
            List<String> parts = List.of(path.toString().split("\\."));
            sort(expected, parts);
            sort(actual, parts);
        }
        differ(expected, actual, "body", differences);
        differ(step.get("answerHeaders"), headers(answer), "header", differences);
        for (Object ignored : list(step, "ignore")) {
            differences.removeIf(difference -> difference
                    .substring(0, difference.indexOf(':'))
                    .replaceAll("\\[\\d+]", ".*")
                    .startsWith(ignored.toString()));
        }
        return differences;
    }

    private static List<?> list(Map<?, ?> step, String key) {
        return step.get(key) instanceof List<?> list ? list : List.of();
    }

    private Map<String, Object> headers(RestResponse answer) {
        Map<String, Object> headers = new TreeMap<>();
        answer.headers().forEach((name, value) -> {
            boolean left = name.equals("Allow") && answer.status() == 405
                    || name.equals("Cache-Control") && value.equals("no-store")
                    || !HEADERS.contains(name);
            if (!left) {
                headers.put(
                        name,
                        switch (name) {
                            case "ETag" -> normal(value).contains("<var:") ? normal(value) : "\"<etag>\"";
                            case "WWW-Authenticate" -> value.startsWith("Bearer ") ? "<present>" : value;
                            case "Allow", "Access-Control-Allow-Methods" -> sorted(value);
                                // Eve lets shared caches keep the rows of one caller for others
                            case "Cache-Control" -> value.replaceFirst("^private, ", "");
                            case "Last-Modified", "Expires" -> DATE.matcher(value)
                                            .matches()
                                    ? "<httpdate>"
                                    : value;
                            default -> normal(value);
                        });
            }
        });
        if (answer.body() != null) {
            headers.put("Content-Type", contentType(answer));
        }
        return headers;
    }

    private static String sorted(String names) {
        return Stream.of(names.split(", ")).sorted().collect(Collectors.joining(", "));
    }

    /** Puts placeholders for what differs from run to run. */
    private Object normal(Object value, String key) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> normal = new LinkedHashMap<>();
            map.forEach((name, below) -> normal.put(normal((String) name), normal(below, (String) name)));
            boolean date = "_updated".equals(map.get("tag")) || "_created".equals(map.get("tag"));
            normal.computeIfPresent(
                    "text",
                    (name, text) -> date && DATE.matcher(text.toString()).matches() ? "<date>" : text);
            return normal;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> normal(element, "")).collect(Collectors.toCollection(ArrayList::new));
        }
        if (!(value instanceof String text)) {
            return value;
        }
        String normal = normal(text);
        boolean saved = normal.startsWith("<var:");
        if (key.equals("_etag") && !saved) {
            return "<etag>";
        }
        boolean date = key.equals("_updated") || key.equals("_created") && !saved;
        if (date && !text.contains("1970")) {
            return DATE.matcher(text).matches()
                    ? "<date>"
                    : ISO_DATE.matcher(text).matches() ? "<isodate>" : normal;
        }
        return normal;
    }

    private String normal(String text) {
        String normal = text;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (!entry.getKey().startsWith("var:") || entry.getValue().length() >= 16) {
                normal = normal.replace(entry.getValue(), "<" + entry.getKey() + ">");
            }
        }
        return OBJECT_ID.matcher(normal.replace(HOST, "<base>")).replaceAll("<oid>");
    }

    private static void sort(Object value, List<String> path) {
        if (path.isEmpty()) {
            if (value instanceof List<?> list) {
                sortByText(list);
            }
        } else if (value instanceof Map<?, ?> map) {
            sort(map.get(path.get(0)), path.subList(1, path.size()));
        } else if (value instanceof List<?> list && path.get(0).equals("*")) {
            list.forEach(element -> sort(element, path.subList(1, path.size())));
        }
    }

    private static <T> void sortByText(List<T> list) {
        list.sort((a, b) -> text(a).compareTo(text(b)));
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void differ(Object expected, Object actual, String path, List<String> differences) {
        if (expected instanceof Map<?, ?> wanted && actual instanceof Map<?, ?> found) {
            wanted.forEach((key, value) -> {
                if (found.containsKey(key)) {
                    differ(value, found.get(key), path + "." + key, differences);
                } else {
                    differences.add("%s.%s: missing, expected %s".formatted(path, key, text(value)));
                }
            });
            found.forEach((key, value) -> {
                if (!wanted.containsKey(key)) {
                    differences.add("%s.%s: unexpected %s".formatted(path, key, text(value)));
                }
            });
        } else if (expected instanceof List<?> wanted && actual instanceof List<?> found) {
            if (wanted.size() != found.size()) {
                differences.add("%s: %d elements, expected %d".formatted(path, found.size(), wanted.size()));
            }
            for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
                differ(wanted.get(i), found.get(i), path + "[" + i + "]", differences);
            }
        } else if (expected instanceof Number wanted && actual instanceof Number found) {
            if (wanted.doubleValue() != found.doubleValue()) {
                differences.add("%s: %s, expected %s".formatted(path, found, wanted));
            }
        } else if (expected == null ? actual != null : !expected.equals(actual)) {
            differences.add("%s: %s, expected %s".formatted(path, text(actual), text(expected)));
        }
    }
}
