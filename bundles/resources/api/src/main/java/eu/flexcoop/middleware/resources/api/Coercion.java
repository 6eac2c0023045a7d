package eu.flexcoop.middleware.resources.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions that {@code coerce} can name; they change a value before it is checked. */
public enum Coercion {
    /** A whole number from a number without a fraction or its text. */
    INT,
    /** A number from a number or its text. */
    FLOAT,
    /** The text of a number, a boolean or another plain value. */
    STR,
    /** A boolean from a boolean, 0 and 1, and the texts {@code true}, {@code false}, {@code 0} and {@code 1}. */
    BOOL,
    /** A text in lower case. */
    LOWER,
    /** A text in upper case. */
    UPPER,
    /** A text without white space at its ends. */
    STRIP,
    /** A list of the value, unless it is a list already. */
    LIST;

    /** The name in definitions. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The function with that {@link #key()}, or empty when there is none. */
    public static Optional<Coercion> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }

    /** All keys, for messages about a wrong one. */
    public static String keys() {
        return Arrays.stream(values()).map(Coercion::key).collect(Collectors.joining(", "));
    }
}
