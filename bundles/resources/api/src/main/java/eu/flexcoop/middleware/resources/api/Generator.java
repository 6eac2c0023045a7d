package eu.flexcoop.middleware.resources.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions that {@code default_setter} can name; each makes the value of a field that a document lacks. */
public enum Generator {
    /** The present moment, a date in whole milliseconds. */
    NOW,
    /** The beginning of the present day in UTC. */
    TODAY,
    /** A random UUID as text. */
    UUID,
    /** A new ObjectId. */
    OBJECTID;

    /** The name in definitions. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The function with that {@link #key()}, or empty when there is none. */
    public static Optional<Generator> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }

    /** All keys, for messages about a wrong one. */
    public static String keys() {
        return Arrays.stream(values()).map(Generator::key).collect(Collectors.joining(", "));
    }
}
