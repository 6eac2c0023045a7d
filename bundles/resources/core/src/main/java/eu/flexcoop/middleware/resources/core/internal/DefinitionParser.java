package eu.flexcoop.middleware.resources.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Caching;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.ItemAddress;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Queries;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Storage;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Writes;

/** Reads a definition in Eve's JSON form. Top-level keys that it does not know are ignored, as Eve does. */
final class DefinitionParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Pattern URL = Pattern.compile("[A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)*");
    private static final Pattern REGEX_RULE = Pattern.compile("regex\\((['\"])(.*)\\1\\)", Pattern.DOTALL);
    private static final String OBJECT_ID = "[a-f0-9]{24}";
    private static final Set<String> AUTOMATIC =
            Set.of(DocumentFields.CREATED, DocumentFields.UPDATED, DocumentFields.ETAG);
    private static final Set<Method> ON_LISTS = EnumSet.of(Method.GET, Method.POST, Method.DELETE);
    private static final Set<Method> ON_ITEMS = EnumSet.of(Method.GET, Method.PATCH, Method.PUT, Method.DELETE);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DefinitionParser() {}

    static ResourceDefinition parse(String name, InputStream in) throws IOException, DefinitionException {
        JsonLocation root = new JsonLocation(tree(in), "$");
        root.members();
        if (!NAME.matcher(name).matches()) {
            throw root.error("the file name gives the resource name '%s', use letters, digits, _ and -", name);
        }
        String url = root.text("url", name);
        if (!URL.matcher(url).matches()) {
            throw root.at("url").error("url '%s' is not supported, use plain parts joined with /", url);
        }
        String title = root.text("resource_title", url);
        Map<String, FieldRule> schema = schema(root);
        requireWritable(root);
        return new ResourceDefinition(
                name,
                url,
                title,
                root.text("item_title", singular(title)),
                isComputed(root)
                        ? Set.of(Method.GET)
                        : methods(root, "resource_methods", List.of(Method.GET), ON_LISTS),
                item(root, schema),
                schema,
                root.flag("allow_unknown", false),
                storage(root, name),
                queries(root),
                new Writes(
                        root.flag("bulk_enabled", true),
                        root.flag("merge_nested_documents", true),
                        root.flag("normalize_dotted_fields", true),
                        root.texts("extra_response_fields"),
                        root.flag("soft_delete", false)),
                new Caching(
                        root.text("cache_control", ""),
                        Duration.ofSeconds(root.count("cache_expires").orElse(0))),
                AccessParser.access(root, schema),
                root.has("aggregation") ? Optional.of(aggregation(root.at("aggregation"), schema)) : Optional.empty(),
                root.flag("internal_resource", false));
    }

    private static JsonNode tree(InputStream in) throws IOException, DefinitionException {
        try {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new DefinitionException(
                    "$",
                    "the file is not valid JSON at line %d, column %d: %s"
                            .formatted(
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getColumnNr(),
                                    e.getOriginalMessage()));
        }
    }

    /** A definition that could never accept a document is refused when it is read, not with the first POST. */
    private static void requireWritable(JsonLocation root) throws DefinitionException {
        Set<Method> lists = methods(root, "resource_methods", List.of(Method.GET), ON_LISTS);
        Set<Method> items = methods(root, "item_methods", List.of(Method.GET), ON_ITEMS);
        boolean writes = !isComputed(root)
                && (lists.contains(Method.POST) || items.contains(Method.PATCH) || items.contains(Method.PUT));
        if (writes && !root.has("schema") && !root.flag("allow_unknown", false)) {
            throw root.error("documents can be written but there is no 'schema', add one or set allow_unknown");
        }
        if (root.has("source")) {
            if (root.flag("soft_delete", false)) {
                throw root.at("soft_delete").error("the owner of a source decides how it deletes, remove soft_delete");
            }
            if (lists.contains(Method.DELETE)) {
                throw root.at("resource_methods")
                        .error("the owner of a source deletes single documents only, remove DELETE");
            }
            if (items.contains(Method.PUT)) {
                throw root.at("item_methods").error("the data of a source cannot be replaced, remove PUT");
            }
        }
    }

    /** Its rows are results of a pipeline, so that they are only read, and have no address. */
    private static boolean isComputed(JsonLocation root) {
        return root.at("datasource").has("aggregation");
    }

    private static String singular(String title) {
        String item = title.endsWith("s") && title.length() > 1 ? title.substring(0, title.length() - 1) : title;
        return item.substring(0, 1).toUpperCase(Locale.ROOT) + item.substring(1);
    }

    static Set<Method> methods(JsonLocation location, String key, Collection<Method> otherwise, Set<Method> accepted)
            throws DefinitionException {
        if (!location.has(key)) {
            return Set.copyOf(otherwise);
        }
        Set<Method> methods = new LinkedHashSet<>();
        for (JsonLocation element : location.at(key).elements()) {
            methods.add(accepted.stream()
                    .filter(method -> method.name().equals(element.node().asText()))
                    .findFirst()
                    .orElseThrow(() -> element.error(
                            "'%s' has unknown method %s, use of %s",
                            key,
                            element.found(),
                            accepted.stream().map(Method::name).collect(Collectors.joining(", ")))));
        }
        return methods;
    }

    private static Map<String, FieldRule> schema(JsonLocation root) throws DefinitionException {
        Map<String, FieldRule> schema = new LinkedHashMap<>();
        if (root.has("schema")) {
            schema.putAll(SchemaParser.fields(root.at("schema")));
        }
        for (String field : schema.keySet()) {
            if (AUTOMATIC.contains(field) || field.equals(DocumentFields.DELETED) && root.flag("soft_delete", false)) {
                throw root.at("schema").at(field).error("field '%s' is set by the platform, leave it out", field);
            }
        }
        schema.putIfAbsent("_id", FieldRule.of(FieldType.OBJECTID));
        return schema;
    }

    private static ItemAddress item(JsonLocation root, Map<String, FieldRule> schema) throws DefinitionException {
        String idField = root.text("id_field", "_id");
        String lookupField = root.text("item_lookup_field", idField);
        for (String field : List.of(idField, lookupField)) {
            if (!schema.containsKey(field)) {
                throw root.error("documents are addressed by '%s', which the schema lacks", field);
            }
        }
        Pattern pattern = Pattern.compile(OBJECT_ID);
        if (root.has("item_url")) {
            JsonLocation location = root.at("item_url");
            Matcher rule = REGEX_RULE.matcher(location.text());
            if (!rule.matches()) {
                throw location.error("item_url is %s, use regex(\"...\")", location.found());
            }
            try {
                pattern = Pattern.compile(rule.group(2));
            } catch (PatternSyntaxException e) {
                throw location.error("item_url has no valid regex: %s", e.getDescription());
            }
        }
        Set<Method> methods = methods(root, "item_methods", List.of(Method.GET), ON_ITEMS);
        return new ItemAddress(
                root.flag("item_lookup", true) && !methods.isEmpty() && !isComputed(root),
                idField,
                lookupField,
                pattern,
                methods);
    }

    private static Storage storage(JsonLocation root, String name) throws DefinitionException {
        Optional<String> source =
                root.has("source") ? Optional.of(root.at("source").text()) : Optional.empty();
        JsonLocation datasource = root.at("datasource");
        List<Document> pipeline =
                datasource.has("aggregation") ? PipelineParser.stages(datasource.at("aggregation")) : List.of();
        Set<String> hidden = new LinkedHashSet<>();
        Document filter = new Document();
        Document sort = new Document();
        if (datasource.has("projection")) {
            Map<String, JsonLocation> projection = datasource.at("projection").members();
            boolean shows = projection.values().stream()
                    .anyMatch(location -> location.node().asInt() != 0);
            if (shows) {
                hidden.addAll(root.at("schema").members().keySet());
            }
            projection.forEach((field, location) -> {
                if (location.node().asInt() == 0) {
                    hidden.add(field);
                } else {
                    hidden.remove(field);
                }
            });
        }
        if (datasource.has("filter")) {
            filter = (Document) datasource.at("filter").value();
        }
        if (datasource.has("default_sort")) {
            sort = defaultSort(datasource.at("default_sort"));
        }
        return new Storage(source, datasource.text("source", name), filter, hidden, sort, pipeline);
    }

    private static Document defaultSort(JsonLocation location) throws DefinitionException {
        Document sort = new Document();
        if (location.node().isObject()) {
            for (Map.Entry<String, JsonLocation> member : location.members().entrySet()) {
                sort.append(member.getKey(), member.getValue().number() < 0 ? -1 : 1);
            }
            return sort;
        }
        for (JsonLocation element : location.elements()) {
            List<JsonLocation> pair = element.elements();
            if (pair.size() != 2) {
                throw element.error("found %s, use [\"field\", 1] or [\"field\", -1]", element.found());
            }
            sort.append(pair.get(0).text(), pair.get(1).number() < 0 ? -1 : 1);
        }
        return sort;
    }

    private static Queries queries(JsonLocation root) throws DefinitionException {
        return new Queries(
                root.has("allowed_filters") ? root.texts("allowed_filters") : List.of("*"),
                root.flag("sorting", true),
                root.flag("projection", true),
                root.flag("pagination", true),
                root.count("pagination_limit").orElse(0),
                !root.flag("optimize_pagination_for_speed", false),
                root.flag("hateoas", true),
                root.flag("embedding", true),
                root.texts("embedded_fields"));
    }

    private static Aggregation aggregation(JsonLocation location, Map<String, FieldRule> schema)
            throws DefinitionException {
        String index = location.text("index_field", "");
        if (!schema.containsKey(index)
                || schema.get(index).type().filter(FieldType.DATETIME::equals).isEmpty()) {
            throw location.error("index_field is '%s', use a datetime field of the schema", index);
        }
        Map<String, Aggregation.Function> fields = new LinkedHashMap<>();
        if (location.has("aggregate_fields")) {
            for (Map.Entry<String, JsonLocation> member :
                    location.at("aggregate_fields").members().entrySet()) {
                if (!schema.containsKey(member.getKey())) {
                    throw member.getValue().error("field '%s' is not in the schema", member.getKey());
                }
                fields.put(member.getKey(), function(member.getValue()));
            }
        }
        Optional<String> groupBy =
                location.has("groupby") ? Optional.of(location.at("groupby").text()) : Optional.empty();
        List<String> added = location.texts("add_fields");
        for (String field : groupBy.map(List::of).orElse(List.of())) {
            if (!schema.containsKey(field)) {
                throw location.at("groupby").error("field '%s' is not in the schema", field);
            }
        }
        return new Aggregation(index, fields, groupBy, added);
    }

    private static Aggregation.Function function(JsonLocation location) throws DefinitionException {
        String name = location.text().toUpperCase(Locale.ROOT);
        return Arrays.stream(Aggregation.Function.values())
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow(() -> location.error(
                        "unknown function %s, use one of %s",
                        location.found(),
                        Arrays.stream(Aggregation.Function.values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", "))));
    }
}
