package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;

/** Reads the key {@code aggregation} of time series. Its short form names the time only: all numbers are averaged then. */
final class AggregationParser {
    private static final Set<String> KEYS = Set.of("index_field", "aggregate_fields", "groupby", "add_fields");

    private static final Set<FieldType> NUMBERS = EnumSet.of(FieldType.INTEGER, FieldType.FLOAT, FieldType.NUMBER);

    private AggregationParser() {}

    static Aggregation aggregation(JsonLocation location, Map<String, FieldRule> schema) throws DefinitionException {
        DefinitionKeys.checkMembers(location, KEYS);
        String index = location.text("index_field", "");
        FieldRule time = schema.get(index);
        // a field whose own rules have an error has no type here
        if (time == null
                || time.types().isEmpty() && !location.errors().below("$.schema." + index)
                || !time.types().isEmpty()
                        && time.type().filter(FieldType.DATETIME::equals).isEmpty()) {
            location.note("index_field is '%s', use a datetime field of the schema", index);
        }
        Map<String, Aggregation.Function> fields = new LinkedHashMap<>();
        if (location.has("aggregate_fields")) {
            for (Map.Entry<String, JsonLocation> member :
                    location.at("aggregate_fields").members().entrySet()) {
                if (!schema.containsKey(member.getKey())) {
                    member.getValue().note("field '%s' is not in the schema", member.getKey());
                }
                location.attempt(() -> fields.put(member.getKey(), function(member.getValue())), null);
            }
        } else {
            schema.forEach((field, rule) -> {
                if (!rule.types().isEmpty() && NUMBERS.containsAll(rule.types())) {
                    fields.put(field, Aggregation.Function.AVG);
                }
            });
        }
        Optional<String> groupBy = Optional.of(location.text("groupby", "")).filter(field -> !field.isEmpty());
        List<String> added = location.texts("add_fields");
        groupBy.filter(field -> !schema.containsKey(field))
                .ifPresent(field -> location.at("groupby").note("field '%s' is not in the schema", field));
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
