package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition.Storage;

/** Reads where the documents are: {@code source} and {@code datasource}. */
final class StorageParser {
    private static final Set<String> KEYS = Set.of("source", "filter", "projection", "default_sort", "aggregation");

    private StorageParser() {}

    static Storage storage(JsonLocation root, String name) throws DefinitionException {
        Optional<String> source = Optional.of(root.text("source", "")).filter(text -> !text.isEmpty());
        JsonLocation datasource = root.at("datasource");
        if (root.has("datasource")) {
            DefinitionKeys.checkMembers(datasource, KEYS);
        }
        List<Document> pipeline = datasource.has("aggregation")
                ? root.attempt(() -> PipelineParser.stages(datasource.at("aggregation")), List.<Document>of())
                : List.of();
        Set<String> hidden = datasource.has("projection")
                ? root.attempt(() -> hidden(root, datasource.at("projection")), Set.<String>of())
                : Set.of();
        Document filter = datasource.has("filter")
                ? root.attempt(() -> filter(datasource.at("filter")), new Document())
                : new Document();
        Document sort = datasource.has("default_sort")
                ? root.attempt(() -> defaultSort(datasource.at("default_sort")), new Document())
                : new Document();
        return new Storage(
                source, datasource.text("source", name), filter, hidden, sort, pipeline, IndexParser.indexes(root));
    }

    /** Its rows are results of a pipeline, so that they are only read, and have no address. */
    static boolean isComputed(JsonLocation root) {
        return root.at("datasource").has("aggregation");
    }

    private static Set<String> hidden(JsonLocation root, JsonLocation location) throws DefinitionException {
        Set<String> hidden = new LinkedHashSet<>();
        Map<String, JsonLocation> projection = location.members();
        boolean shows =
                projection.values().stream().anyMatch(field -> field.node().asInt() != 0);
        if (shows) {
            hidden.addAll(root.at("schema").members().keySet());
        }
        projection.forEach((field, shown) -> {
            if (!shown.node().isInt() && !shown.node().isBoolean()) {
                shown.note("found %s, use 1 to show the field or 0 to hide it", shown.found());
            } else if (field.indexOf('.') >= 0) {
                shown.note(
                        "'%s' is a part of a field, and only whole fields are shown or hidden, use '%s'",
                        field, field.substring(0, field.indexOf('.')));
            } else if (shown.node().asInt() == 0) {
                hidden.add(field);
            } else {
                hidden.remove(field);
            }
        });
        return hidden;
    }

    private static Document filter(JsonLocation location) throws DefinitionException {
        location.members(); // refuses what is not an object
        return (Document) location.value();
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
}
