package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of enum constants in tables and messages. */
final class Constants {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private Constants() {}

    /** Without control characters, which could command the terminal: names and reasons come from VENs and tenants. */
    static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

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
