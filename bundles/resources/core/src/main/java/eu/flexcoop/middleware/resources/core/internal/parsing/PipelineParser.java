package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.bson.Document;
import org.bson.json.JsonParseException;

/**
 * Reads {@code datasource.aggregation}. Stages that read other collections or write are refused, since the rows of those have rules of
 * their own, and so is JavaScript.
 */
final class PipelineParser {
    private static final Set<String> STAGES = new TreeSet<>(Set.of(
            "$addFields",
            "$bucket",
            "$bucketAuto",
            "$count",
            "$densify",
            "$facet",
            "$fill",
            "$group",
            "$limit",
            "$match",
            "$project",
            "$replaceRoot",
            "$replaceWith",
            "$sample",
            "$set",
            "$setWindowFields",
            "$skip",
            "$sort",
            "$sortByCount",
            "$unset",
            "$unwind"));
    private static final Set<String> SCRIPTS = Set.of("$where", "$function", "$accumulator");

    private PipelineParser() {}

    static List<Document> stages(JsonLocation aggregation) throws DefinitionException {
        for (Map.Entry<String, JsonLocation> member : aggregation.members().entrySet()) {
            boolean known = member.getKey().equals("pipeline")
                    || member.getKey().equals("options")
                            && member.getValue().node().isEmpty();
            if (!known) {
                throw member.getValue().error("'%s' is not supported, use only 'pipeline'", member.getKey());
            }
        }
        List<Document> stages = pipeline(aggregation.at("pipeline"));
        if (stages.isEmpty()) {
            throw aggregation.error("there is no 'pipeline', name its stages");
        }
        return stages;
    }

    private static List<Document> pipeline(JsonLocation location) throws DefinitionException {
        List<Document> stages = new ArrayList<>();
        for (JsonLocation stage : location.elements()) {
            Map<String, JsonLocation> members = stage.members();
            String name = members.size() == 1 ? members.keySet().iterator().next() : "";
            if (!STAGES.contains(name)) {
                throw stage.error("found %s, use a stage of %s", stage.found(), String.join(", ", STAGES));
            }
            if (name.equals("$facet")) {
                for (JsonLocation inner : members.get(name).members().values()) {
                    pipeline(inner);
                }
            }
            requireNoScript(stage, stage.node());
            try {
                stages.add(Document.parse(stage.node().toString()));
            } catch (JsonParseException e) {
                throw stage.error("the stage is not valid: %s", e.getMessage());
            }
        }
        return stages;
    }

    private static void requireNoScript(JsonLocation stage, JsonNode node) throws DefinitionException {
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (SCRIPTS.contains(name)) {
                throw stage.error("operator %s is not allowed", name);
            }
        }
        for (JsonNode inner : node) {
            requireNoScript(stage, inner);
        }
    }
}
