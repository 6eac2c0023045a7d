package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of enum constants in tables and messages. */
final class Constants {
    private Constants() {}

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Fits into a column of that width. */
    static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    /** How many there are of each, in the order of the constants. */
    static <E extends Enum<E>> String counts(Map<E, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> "%s %d".formatted(text(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
