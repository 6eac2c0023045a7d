package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import eu.flexcoop.middleware.extension.api.FileRefusedException;

/** Reads {@code {"metrics": {"<metric>": [{"step": "<name>", …}, …], …}}}. */
final class RulesReader {
    static final String STEP = "step";
    private static final String METRICS = "metrics";
    private static final String TITLE = "title";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .build();

    private RulesReader() {}

    /** @param source shown to people as the origin of the rules */
    static RulesDocument read(String source, InputStream json) throws IOException, FileRefusedException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new FileRefusedException(
                    "it is not valid JSON: %s (line %d, column %d)"
                            .formatted(
                                    e.getOriginalMessage(),
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr()),
                    e);
        }
        check(root.isObject(), "$", root, "an object with the key metrics");
        only(root, Set.of(METRICS, TITLE));
        JsonNode metrics = root.path(METRICS);
        check(
                metrics.isObject() && !metrics.isEmpty(),
                "$.metrics",
                metrics,
                "an object with a list of steps per metric");
        Map<String, List<RulesDocument.Step>> read = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> each = metrics.fields(); each.hasNext(); ) {
            Map.Entry<String, JsonNode> metric = each.next();
            read.put(metric.getKey(), steps("$.metrics." + metric.getKey(), metric.getValue()));
        }
        return new RulesDocument(source, read);
    }

    private static List<RulesDocument.Step> steps(String path, JsonNode list) throws FileRefusedException {
        check(list.isArray(), path, list, "a list of steps");
        List<RulesDocument.Step> steps = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = "%s[%d]".formatted(path, i);
            JsonNode step = list.get(i);
            check(step.isObject(), place, step, "an object with the key step");
            JsonNode name = step.path(STEP);
            check(name.isTextual(), place + '.' + STEP, name, "the name of a step");
            steps.add(new RulesDocument.Step(name.textValue(), step, place));
        }
        return List.copyOf(steps);
    }

    private static void only(JsonNode root, Set<String> accepted) throws FileRefusedException {
        for (Iterator<String> keys = root.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!accepted.contains(key)) {
                throw new FileRefusedException(
                        "$: found the unknown key '%s', accepted are metrics and title".formatted(key));
            }
        }
    }

    private static void check(boolean good, String path, JsonNode found, String accepted) throws FileRefusedException {
        if (!good) {
            throw new FileRefusedException("%s: found %s, accepted is %s"
                    .formatted(path, found.isMissingNode() ? "nothing" : found, accepted));
        }
    }
}
