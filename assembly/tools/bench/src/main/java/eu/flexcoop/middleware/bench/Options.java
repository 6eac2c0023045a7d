package eu.flexcoop.middleware.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Arguments of the form {@code --name value}, each taken once. Errors are {@link IllegalArgumentException}s for the user. */
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();

    Options(String... arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "'%s' is not understood: write --name value".formatted(arguments[i]));
            }
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(values.remove(name)).filter(value -> !value.isBlank());
    }

    String required(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException("--%s is missing".formatted(name)));
    }

    int number(String name, int otherwise) {
        String text = optional(name).orElse(Integer.toString(otherwise));
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("--%s is '%s', which is no positive number".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    Set<String> words(String name) {
        return optional(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
    }

    Map<String, Double> numbers(String name) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String part : optional(name).map(text -> text.split(",")).orElse(new String[0])) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !pair[1].matches("\\d+(\\.\\d+)?")) {
                throw new IllegalArgumentException("'%s' in --%s is not name=seconds".formatted(part, name));
            }
            numbers.put(pair[0], Double.valueOf(pair[1]));
        }
        return numbers;
    }

    /** Refuses what nobody has taken. */
    void end() {
        values.keySet().stream().findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException("There is no option --" + unknown);
        });
    }
}
