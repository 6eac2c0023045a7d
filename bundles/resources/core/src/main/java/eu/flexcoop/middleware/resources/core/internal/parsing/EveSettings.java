package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The names of Eve's global settings and what becomes of each. A name is in one of the groups only. */
final class EveSettings {
    /** About the API as a whole; read by {@link SettingsParser}. */
    static final Set<String> READ = Set.of(
            "URL_PREFIX",
            "API_VERSION",
            "DATE_FORMAT",
            "PAGINATION_DEFAULT",
            "PAGINATION_LIMIT",
            "DEBUG",
            "SCHEMA_ENDPOINT",
            "RENDERERS",
            "X_DOMAINS",
            "X_DOMAINS_RE",
            "X_HEADERS",
            "X_EXPOSE_HEADERS",
            "X_MAX_AGE",
            "X_ALLOW_CREDENTIALS",
            "IF_MATCH",
            "ENFORCE_IF_MATCH",
            "VALIDATE_FILTERS",
            "UPSERT_ON_PUT",
            "BANDWIDTH_SAVER",
            "AUTO_COLLAPSE_MULTI_KEYS",
            "AUTO_CREATE_LISTS",
            "MULTIPART_FORM_FIELDS_AS_JSON",
            "RETURN_MEDIA_AS_BASE64_STRING",
            "RETURN_MEDIA_AS_URL",
            "EXTENDED_MEDIA_INFO");

    /** What a resource does unless its definition says otherwise: the key has the setting's name in lower case. */
    static final Set<String> OF_RESOURCES = Set.of(
            "RESOURCE_METHODS",
            "ITEM_METHODS",
            "PUBLIC_METHODS",
            "PUBLIC_ITEM_METHODS",
            "ALLOWED_ROLES",
            "ALLOWED_READ_ROLES",
            "ALLOWED_WRITE_ROLES",
            "ALLOWED_ITEM_ROLES",
            "ALLOWED_ITEM_READ_ROLES",
            "ALLOWED_ITEM_WRITE_ROLES",
            "AUTH_FIELD",
            "ALLOWED_FILTERS",
            "SORTING",
            "PROJECTION",
            "EMBEDDING",
            "PAGINATION",
            "OPTIMIZE_PAGINATION_FOR_SPEED",
            "HATEOAS",
            "BULK_ENABLED",
            "CACHE_CONTROL",
            "CACHE_EXPIRES",
            "ID_FIELD",
            "ITEM_LOOKUP",
            "ITEM_LOOKUP_FIELD",
            "ITEM_URL",
            "ITEM_TITLE",
            "ALLOW_UNKNOWN",
            "EXTRA_RESPONSE_FIELDS",
            "SOFT_DELETE",
            "VERSIONING",
            "INTERNAL_RESOURCE",
            "MERGE_NESTED_DOCUMENTS",
            "NORMALIZE_DOTTED_FIELDS",
            "NORMALIZE_ON_PATCH",
            "MONGO_QUERY_WHITELIST",
            "MONGO_WRITE_CONCERN");

    private static final String NAMES = "clients of all roots read the same names";
    private static final String DATABASE =
            "the middleware connects to MongoDB itself, see etc/eu.flexcoop.middleware.mongo.cfg";
    private static final String RATES = "limit the rate of requests in the proxy in front of the middleware";
    private static final String HISTORY = "read GET <resource>/_changes for what was written";
    private static final String MEDIA = "files are at media/<id> below the root";

    /**
     * One value, Eve's default, is all there is.
     *
     * @param value as Java has it from JSON
     */
    record Fixed(Object value, String reason) {}

    static final Map<String, Fixed> FIXED = fixed();

    /** Names with the reason why they are refused, whatever their value. */
    static final Map<String, String> REFUSED = refused();

    private EveSettings() {}

    private static Map<String, Fixed> fixed() {
        Map<String, Fixed> fixed = new TreeMap<>();
        Map.ofEntries(
                        Map.entry("STATUS", "_status"),
                        Map.entry("STATUS_OK", "OK"),
                        Map.entry("STATUS_ERR", "ERR"),
                        Map.entry("ERROR", "_error"),
                        Map.entry("ISSUES", "_issues"),
                        Map.entry("ITEMS", "_items"),
                        Map.entry("LINKS", "_links"),
                        Map.entry("META", "_meta"),
                        Map.entry("ETAG", "_etag"),
                        Map.entry("LAST_UPDATED", "_updated"),
                        Map.entry("DATE_CREATED", "_created"),
                        Map.entry("DELETED", "_deleted"),
                        Map.entry("VERSION", "_version"),
                        Map.entry("LATEST_VERSION", "_latest_version"),
                        Map.entry("VERSIONS", "_versions"),
                        Map.entry("VERSION_PARAM", "version"),
                        Map.entry("VERSION_ID_SUFFIX", "_document"),
                        Map.entry("SHOW_DELETED_PARAM", "show_deleted"),
                        Map.entry("QUERY_WHERE", "where"),
                        Map.entry("QUERY_SORT", "sort"),
                        Map.entry("QUERY_PROJECTION", "projection"),
                        Map.entry("QUERY_PAGE", "page"),
                        Map.entry("QUERY_MAX_RESULTS", "max_results"),
                        Map.entry("QUERY_EMBEDDED", "embedded"),
                        Map.entry("QUERY_AGGREGATION", "aggregate"),
                        Map.entry("HEADER_TOTAL_COUNT", "X-Total-Count"))
                .forEach((name, value) -> fixed.put(name, new Fixed(value, NAMES)));
        fixed.put("JSON_SORT_KEYS", new Fixed(false, "fields are answered in the order in which they are stored"));
        fixed.put("ALLOW_OVERRIDE_HTTP_METHOD", new Fixed(true, "X-HTTP-Method-Override is read for all endpoints"));
        fixed.put("VALIDATION_ERROR_STATUS", new Fixed(422, "clients of all roots expect 422"));
        fixed.put("VALIDATION_ERROR_AS_LIST", new Fixed(false, "clients of all roots read one form of errors"));
        fixed.put(
                "STANDARD_ERRORS",
                new Fixed(
                        List.of(400, 401, 403, 404, 405, 406, 409, 410, 412, 422, 428, 429),
                        "every error is answered in the form of the API"));
        fixed.put("MONGO_QUERY_BLACKLIST", new Fixed(List.of("$where", "$regex"), "expensive operators stay refused"));
        fixed.put("TRANSPARENT_SCHEMA_RULES", new Fixed(false, "unknown rules are errors of the definition"));
        fixed.put("JSON_REQUEST_CONTENT_TYPES", new Fixed(List.of("application/json"), "other types mean other forms"));
        fixed.put("ALLOW_CUSTOM_FIELDS_IN_GEOJSON", new Fixed(false, "GeoJSON has type and coordinates only"));
        fixed.put("OPLOG", new Fixed(false, HISTORY));
        fixed.put("MEDIA_ENDPOINT", new Fixed("media", MEDIA));
        return Map.copyOf(fixed);
    }

    private static Map<String, String> refused() {
        Map<String, String> refused = new TreeMap<>();
        for (String name : List.of(
                "URI",
                "HOST",
                "PORT",
                "USERNAME",
                "PASSWORD",
                "DBNAME",
                "AUTH_SOURCE",
                "AUTH_MECHANISM",
                "AUTH_MECHANISM_PROPERTIES",
                "OPTIONS",
                "CONNECT",
                "REPLICA_SET",
                "READ_PREFERENCE",
                "MAX_POOL_SIZE",
                "SOCKET_TIMEOUT_MS",
                "CONNECT_TIMEOUT_MS",
                "PREFIX")) {
            refused.put("MONGO_" + name, DATABASE);
        }
        for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
            refused.put("RATE_LIMIT_" + method, RATES);
        }
        for (String name : List.of("NAME", "METHODS", "ENDPOINT", "AUDIT", "CHANGE_METHODS", "RETURN_EXTRA_FIELD")) {
            refused.put("OPLOG_" + name, HISTORY);
        }
        for (String name : List.of("BASE_URL", "URL")) {
            refused.put("MEDIA_" + name, MEDIA);
        }
        refused.put("JSONP_ARGUMENT", "use CORS (X_DOMAINS) instead of JSONP");
        refused.put("INFO", "versions of the software are not shown to clients");
        refused.put("DOMAIN", "each resource is a file of its own beside settings.json");
        for (String name : List.of("SERVER_NAME", "SECRET_KEY", "TESTING", "APPLICATION_ROOT")) {
            refused.put(name, "the middleware is not a Flask application, use URL_PREFIX for the address");
        }
        return Map.copyOf(refused);
    }
}
