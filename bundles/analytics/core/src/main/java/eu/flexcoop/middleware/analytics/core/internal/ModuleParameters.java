package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import org.bson.Document;

import eu.flexcoop.middleware.analytics.api.InvalidParametersException;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.InvalidSchemaException;
import eu.flexcoop.middleware.resources.api.SchemaCompiler;

/** The parameters of a module: a schema in the field grammar of resource definitions, which checks the values of a run. */
final class ModuleParameters {
    private static final String REQUIRED = "required field";

    private final DocumentValidator validator;
    private final Set<String> lists;

    private ModuleParameters(DocumentValidator validator, Set<String> lists) {
        this.validator = validator;
        this.lists = lists;
    }

    /** @throws FileRefusedException if the schema has an error, or a default that the schema does not allow */
    static ModuleParameters compile(SchemaCompiler compiler, JsonNode schema) throws FileRefusedException {
        try {
            ModuleParameters parameters = new ModuleParameters(compiler.compile(schema), lists(schema));
            parameters.requireValidDefaults();
            return parameters;
        } catch (InvalidSchemaException e) {
            throw new FileRefusedException(
                    "%s (%s)".formatted(e.getMessage(), e.path().replaceFirst("^\\$", "\\$.parameters")), e);
        }
    }

    private static Set<String> lists(JsonNode schema) {
        Set<String> lists = new HashSet<>();
        schema.fields().forEachRemaining(field -> {
            if (field.getValue().path("type").asText().equals("list")) {
                lists.add(field.getKey());
            }
        });
        return lists;
    }

    private void requireValidDefaults() throws FileRefusedException {
        for (Map.Entry<String, Object> issue :
                validator.insert(new Document(), new ParameterContext()).entrySet()) {
            if (!REQUIRED.equals(issue.getValue())) {
                throw new FileRefusedException("the default of '%s' is not valid: %s ($.parameters.%s.default)"
                        .formatted(issue.getKey(), issue.getValue(), issue.getKey()));
            }
        }
    }

    /**
     * Checks the values of a run, converts them to their types and fills in defaults.
     *
     * @param given JSON values, or texts that are converted to them; a list may be a text with commas
     * @return JSON values, instants as ISO-8601 texts in UTC
     * @throws InvalidParametersException if a value does not fit
     */
    Map<String, Object> check(String module, Map<String, Object> given) {
        Document values = new Document(given);
        values.replaceAll((name, value) -> lists.contains(name) && value instanceof String text ? split(text) : value);
        Map<String, Object> issues = validator.insert(values, new ParameterContext());
        if (!issues.isEmpty()) {
            throw new InvalidParametersException(module, issues);
        }
        values.replaceAll(
                (name, value) -> value instanceof Date date ? date.toInstant().toString() : value);
        return values;
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
