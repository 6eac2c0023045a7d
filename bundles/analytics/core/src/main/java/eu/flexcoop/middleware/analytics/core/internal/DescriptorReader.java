package eu.flexcoop.middleware.analytics.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.api.SchemaCompiler;
import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Reads {@code OSGI-INF/module.json}. */
final class DescriptorReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .build();
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("name", "title", "inputs", "output", "plan", "queue", "parameters"));

    private final SchemaCompiler schemas;

    DescriptorReader(SchemaCompiler schemas) {
        this.schemas = schemas;
    }

    ModuleFile read(BundleFile file) throws IOException, FileRefusedException {
        try (InputStream json = file.url().openStream()) {
            return read(json);
        }
    }

    ModuleFile read(InputStream json) throws IOException, FileRefusedException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new FileRefusedException("it is not valid JSON: %s (line %d, column %d)"
                    .formatted(
                            e.getOriginalMessage(),
                            e.getLocation().getLineNr(),
                            e.getLocation().getColumnNr()));
        }
        only(root, "", KEYS);
        JsonNode output = required(root, "output");
        only(output, "output", Set.of("key"));
        JsonNode parameters = root.has("parameters") ? root.get("parameters") : JSON.createObjectNode();
        ModuleParameters compiled = ModuleParameters.compile(schemas, parameters);
        return new ModuleFile(descriptor(root, output, parameters), compiled);
    }

    private static ModuleDescriptor descriptor(JsonNode root, JsonNode output, JsonNode parameters)
            throws FileRefusedException {
        try {
            return new ModuleDescriptor(
                    text(required(root, "name"), "name"),
                    text(required(root, "title"), "title"),
                    texts(required(root, "inputs"), "inputs"),
                    texts(output.path("key"), "output.key"),
                    root.has("plan") ? PlanKind.of(text(root.get("plan"), "plan")) : PlanKind.SERIES,
                    root.has("queue") ? text(root.get("queue"), "queue") : TaskQueue.DEFAULT_QUEUE,
                    titles(parameters));
        } catch (IllegalArgumentException e) {
            throw new FileRefusedException(e.getMessage());
        }
    }

    private static Map<String, String> titles(JsonNode parameters) {
        Map<String, String> titles = new LinkedHashMap<>();
        parameters
                .fields()
                .forEachRemaining(parameter -> titles.put(
                        parameter.getKey(), parameter.getValue().path("title").asText("")));
        return titles;
    }

    private static JsonNode required(JsonNode node, String key) throws FileRefusedException {
        if (!node.has(key)) {
            throw new FileRefusedException("'%s' is missing".formatted(key));
        }
        return node.get(key);
    }

    private static void object(JsonNode node, String path) throws FileRefusedException {
        if (!node.isObject()) {
            throw new FileRefusedException(
                    "%s must be an object, found %s".formatted(path.isEmpty() ? "the file" : "'" + path + "'", node));
        }
    }

    /** Refuses unknown keys, most of which are misspelt. */
    private static void only(JsonNode node, String path, Set<String> keys) throws FileRefusedException {
        object(node, path);
        for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
            String key = each.next();
            if (!keys.contains(key)) {
                throw new FileRefusedException("'%s' is unknown, use one of %s"
                        .formatted(path.isEmpty() ? key : path + "." + key, String.join(", ", new TreeSet<>(keys))));
            }
        }
    }

    private static String text(JsonNode node, String path) throws FileRefusedException {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw new FileRefusedException("'%s' must be a text, found %s".formatted(path, node));
        }
        return node.textValue();
    }

    private static List<String> texts(JsonNode node, String path) throws FileRefusedException {
        if (!node.isArray() || node.isEmpty()) {
            throw new FileRefusedException(
                    "'%s' must be a list of texts, found %s".formatted(path, node.isMissingNode() ? "nothing" : node));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            texts.add(text(element, path));
        }
        return texts;
    }
}
