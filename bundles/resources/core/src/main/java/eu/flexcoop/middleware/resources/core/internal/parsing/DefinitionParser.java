package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.AccessRule;
import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Caching;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Queries;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Writes;
import eu.flexcoop.middleware.resources.api.UnknownFields;

/** Reads a definition in Eve's JSON form. Which keys there are is in {@link DefinitionKeys}. */
public final class DefinitionParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Set<String> AUTOMATIC =
            Set.of(DocumentFields.CREATED, DocumentFields.UPDATED, DocumentFields.ETAG);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DefinitionParser() {}

    /** @throws DefinitionException with all errors of the file */
    public static ResourceDefinition parse(String name, InputStream in) throws IOException, DefinitionException {
        return parse(name, in, DefinitionPlace.PLATFORM);
    }

    /**
     * @param place the API root of the definition
     * @throws DefinitionException with all errors of the file
     */
    public static ResourceDefinition parse(String name, InputStream in, DefinitionPlace place)
            throws IOException, DefinitionException {
        JsonLocation root = place.prepare(name, new JsonLocation(tree(in), "$"));
        Optional<ResourceDefinition> definition =
                root.attempt(() -> Optional.of(definition(name, root)), Optional.empty());
        root.errors().throwIfAny();
        return definition.orElseThrow();
    }

    private static ResourceDefinition definition(String name, JsonLocation root) throws DefinitionException {
        DefinitionKeys.check(root);
        if (!NAME.matcher(name).matches()) {
            root.note("the file name gives the resource name '%s', use letters, digits, _ and -", name);
        }
        String url = root.text("url", name);
        String title = root.text("resource_title", AddressPattern.isPattern(url) ? name : url);
        UnknownFields unknown = SchemaParser.unknown(root, UnknownFields.REFUSED);
        Map<String, FieldRule> schema = root.attempt(() -> schema(root, unknown), Map.<String, FieldRule>of());
        AddressParser.check(root, url);
        Set<Method> methods = MethodsParser.ofList(root);
        checkWrites(root, methods, unknown);
        return new ResourceDefinition(
                name,
                url,
                title,
                root.text("item_title", singular(name)),
                StorageParser.isComputed(root) ? Set.of(Method.GET) : methods,
                AddressParser.item(root, schema),
                schema,
                unknown,
                StorageParser.storage(root, name),
                queries(root),
                writes(root, schema),
                new Caching(
                        root.text("cache_control", ""),
                        Duration.ofSeconds(root.count("cache_expires").orElse(0))),
                root.attempt(() -> AccessParser.access(root, schema), new AccessRule(Map.of())),
                aggregation(root, schema),
                root.flag("internal_resource", false),
                !root.flag("disable_documentation", false));
    }

    static JsonNode tree(InputStream in) throws IOException, DefinitionException {
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
        } catch (CharConversionException e) { // no exception of JSON in Jackson's eyes
            throw new DefinitionException("$", "the file is not valid UTF-8: %s".formatted(e.getMessage()));
        }
    }

    /** A definition that could never accept a document is refused when it is read, not with the first POST. */
    private static void checkWrites(JsonLocation root, Set<Method> lists, UnknownFields unknown) {
        Set<Method> items = MethodsParser.ofItems(root);
        boolean writes = !StorageParser.isComputed(root)
                && (lists.contains(Method.POST) || items.contains(Method.PATCH) || items.contains(Method.PUT));
        if (writes && !root.has("schema") && !unknown.kept()) {
            root.note("documents can be written but there is no 'schema', add one or set allow_unknown");
        }
        if (root.has("source")) {
            checkSource(root, lists, items);
        }
    }

    private static void checkSource(JsonLocation root, Set<Method> lists, Set<Method> items) {
        if (root.flag("soft_delete", false)) {
            root.at("soft_delete").note("the owner of a source decides how it deletes, remove soft_delete");
        }
        if (lists.contains(Method.PATCH)) {
            root.at("resource_methods").note("the owner of a source changes single documents only, remove PATCH");
        }
        if (root.flag("versioning", false)) {
            root.at("versioning").note("the owner of a source keeps its history, remove versioning");
        }
        if (lists.contains(Method.DELETE)) {
            root.at("resource_methods").note("the owner of a source deletes single documents only, remove DELETE");
        }
        if (items.contains(Method.PUT)) {
            root.at("item_methods").note("the data of a source cannot be replaced, remove PUT");
        }
    }

    /** As Eve makes it of the resource's name: {@code paidAccounts} becomes {@code Paidaccount}. */
    private static String singular(String name) {
        String item = name.replaceFirst("s+$", "");
        return item.isEmpty()
                ? name
                : item.substring(0, 1).toUpperCase(Locale.ROOT)
                        + item.substring(1).toLowerCase(Locale.ROOT);
    }

    private static Map<String, FieldRule> schema(JsonLocation root, UnknownFields unknown) throws DefinitionException {
        Map<String, FieldRule> schema = new LinkedHashMap<>();
        if (root.has("schema")) {
            schema.putAll(SchemaParser.fields(root.at("schema"), SchemaParser.Context.TOP.within(unknown)));
        }
        for (String field : schema.keySet()) {
            if (AUTOMATIC.contains(field)
                    || field.equals(DocumentFields.DELETED) && root.flag("soft_delete", false)
                    || VersionsParser.FIELDS.contains(field) && root.flag("versioning", false)) {
                root.at("schema").at(field).note("field '%s' is set by the platform, leave it out", field);
            }
        }
        schema.putIfAbsent("_id", FieldRule.of(FieldType.OBJECTID));
        return schema;
    }

    private static Queries queries(JsonLocation root) {
        return new Queries(
                root.has("allowed_filters") ? root.texts("allowed_filters") : List.of("*"),
                root.attempt(() -> QueryOperators.added(root), Set.<String>of()),
                root.flag("query_objectid_as_string", false),
                root.flag("sorting", true),
                root.flag("projection", true),
                root.flag("pagination", true),
                root.count("pagination_limit").orElse(0),
                !root.flag("optimize_pagination_for_speed", false),
                root.flag("hateoas", true),
                root.flag("embedding", true),
                root.texts("embedded_fields"));
    }

    private static Writes writes(JsonLocation root, Map<String, FieldRule> schema) {
        return new Writes(
                root.flag("bulk_enabled", true),
                root.flag("merge_nested_documents", true),
                root.flag("normalize_dotted_fields", true),
                root.texts("extra_response_fields"),
                root.flag("soft_delete", false),
                root.flag("normalize_on_patch", true),
                root.attempt(() -> VersionsParser.versions(root), Optional.empty()),
                root.has("delete_cascade")
                        ? root.attempt(() -> EffectsParser.cascade(root), Map.<String, String>of())
                        : Map.of(),
                root.texts("etag_ignore_fields"),
                root.attempt(() -> EffectsParser.resets(root, schema), Map.<String, Object>of()),
                root.attempt(() -> EffectsParser.messages(root), Optional.empty()));
    }

    private static Optional<Aggregation> aggregation(JsonLocation root, Map<String, FieldRule> schema) {
        return root.has("aggregation")
                ? root.attempt(
                        () -> Optional.of(AggregationParser.aggregation(root.at("aggregation"), schema)),
                        Optional.empty())
                : Optional.empty();
    }
}
