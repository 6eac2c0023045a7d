package eu.flexcoop.middleware.resources.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the rows of a time series are aggregated per period.
 *
 * @param indexField the date that is cut into periods
 * @param fields per field the function
 * @param groupBy one series per value of this field
 * @param addFields shown with the first value of each period
 */
public record Aggregation(
        String indexField, Map<String, Function> fields, Optional<String> groupBy, List<String> addFields) {
    public Aggregation {
        Objects.requireNonNull(indexField, "indexField");
        fields = Map.copyOf(fields);
        Objects.requireNonNull(groupBy, "groupBy");
        addFields = List.copyOf(addFields);
    }

    /** What is made of the values of one period. */
    public enum Function {
        SUM,
        AVG,
        MIN,
        MAX,
        FIRST,
        LAST
    }
}
