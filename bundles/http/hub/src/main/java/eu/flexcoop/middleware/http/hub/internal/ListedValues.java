package eu.flexcoop.middleware.http.hub.internal;

import java.util.Arrays;
import java.util.List;

/** Lists in the configuration: one value with commas, as environment variables have it, or several. */
final class ListedValues {
    private ListedValues() {}

    static List<String> of(String[] values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
