package eu.flexcoop.middleware.resources.rest.internal.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Fills the parameters of a pipeline with what a client sends: {@code aggregate={"$sensor": "s1", "$least": {"$gt": 2}}}. Each text of
 * the pipeline that is the name of a parameter is replaced; {@code {}} removes what it stands for, and stages that become empty
 * disappear. Values are plain values or objects of comparison operators. They name no fields but those that the pipeline itself
 * names, so that a client computes with nothing that the definition does not use.
 */
public final class PipelineParameters {
    private static final Set<String> OPERATORS = Set.of(
            "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$not", "$exists", "$mod", "$all", "$size",
            "$type");
    private static final int DEEPEST = 8;
    private static final Object REMOVED = new Object();

    private final List<Document> pipeline;
    private final DateText dates;
    private final Set<String> paths = new HashSet<>();

    /** @param pipeline not changed */
    public PipelineParameters(List<Document> pipeline, DateText dates) {
        this.pipeline = pipeline;
        this.dates = dates;
        pipeline.forEach(this::collectPaths);
    }

    /** The pipeline without parameters if {@code text} is empty. */
    public List<Document> fill(Optional<String> text) {
        if (text.isEmpty()) {
            return pipeline;
        }
        Document values = new Document();
        parsed(text.get()).forEach((name, value) -> values.append(name, checked(name, value, 0)));
        List<Document> filled = new ArrayList<>();
        for (Document stage : pipeline) {
            if (filled(stage, values) instanceof Document kept) {
                filled.add(kept);
            }
        }
        return filled;
    }

    private static Document parsed(String text) {
        try {
            if (Json.read(text, "aggregate") instanceof Document parameters) {
                return parameters;
            }
        } catch (Problem e) {
            // the words below are those of Eve
        }
        throw Problem.badRequestWords("Aggregation query could not be parsed.");
    }

    private void collectPaths(Object value) {
        if (value instanceof String text && text.startsWith("$")) {
            paths.add(text);
        } else if (value instanceof List<?> list) {
            list.forEach(this::collectPaths);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(this::collectPaths);
        }
    }

    private Object checked(String name, Object value, int depth) {
        if (depth > DEEPEST) {
            throw Problem.badRequest("'aggregate': %s is nested more than %d levels", name, DEEPEST);
        }
        if (value instanceof String text) {
            if (text.startsWith("$") && !paths.contains(text)) {
                throw Problem.badRequest("'aggregate': %s names '%s', which the aggregation does not use", name, text);
            }
            Optional<Instant> moment = dates.parse(text);
            return moment.isPresent() ? Date.from(moment.get()) : text;
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(element -> values.add(checked(name, element, depth + 1)));
            return values;
        }
        if (!(value instanceof Document document)) {
            return value;
        }
        if (document.isEmpty() && depth == 0) {
            return REMOVED;
        }
        if (document.size() == 1 && document.get("$oid") instanceof String id && ObjectId.isValid(id)) {
            return new ObjectId(id);
        }
        Document conditions = new Document();
        document.forEach((operator, inner) -> {
            if (!OPERATORS.contains(operator)) {
                throw Problem.badRequest("'aggregate': %s has '%s', which is not allowed", name, operator);
            }
            conditions.append(operator, checked(name, inner, depth + 1));
        });
        return conditions;
    }

    private static Object filled(Object value, Document parameters) {
        if (value instanceof String text) {
            return parameters.getOrDefault(text, text);
        }
        if (value instanceof Map<?, ?> map) {
            Document result = new Document();
            map.forEach((name, inner) -> {
                Object kept = filled(inner, parameters);
                if (kept != REMOVED) {
                    result.append((String) name, kept);
                }
            });
            return result.isEmpty() && !map.isEmpty() ? REMOVED : result;
        }
        if (value instanceof List<?> list) {
            List<Object> result = new ArrayList<>();
            for (Object element : list) {
                Object kept = filled(element, parameters);
                if (kept != REMOVED) {
                    result.add(kept);
                }
            }
            return result.isEmpty() && !list.isEmpty() ? REMOVED : result;
        }
        return value;
    }
}
