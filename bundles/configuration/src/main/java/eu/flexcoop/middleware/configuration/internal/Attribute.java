package eu.flexcoop.middleware.configuration.internal;

import java.util.List;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.configuration.api.Form;

/**
 * One key of a configuration, as the metatype of a bundle describes it.
 *
 * @param key the key; if it ends with a dot, any key that begins with it
 * @param defaultValue as metatype writes it: elements of lists with commas between
 * @param options the only texts that are accepted, or empty
 * @param min least value, or empty
 * @param max greatest value, or empty
 * @param guards whether it guards access, so that nothing of a file with a problem is used at the first start
 */
record Attribute(
        String key,
        Type type,
        boolean list,
        String defaultValue,
        String description,
        List<String> options,
        String min,
        String max,
        Form form,
        List<String> words,
        String atMost,
        String below,
        String needs,
        boolean guards) {
    /** Types of metatype; all others are read as text. */
    enum Type {
        INTEGER,
        LONG,
        DECIMAL,
        BOOLEAN,
        PASSWORD,
        TEXT
    }

    private static final Pattern DURATION = Pattern.compile("-?P(\\d|T\\d).*");

    Attribute {
        options = List.copyOf(options);
        words = List.copyOf(words);
        if (form == Form.TEXT
                && type == Type.TEXT
                && DURATION.matcher(defaultValue).matches()) {
            form = Form.DURATION;
        }
    }

    boolean matches(String name) {
        return isPrefix() ? name.startsWith(key) && name.length() > key.length() : name.equals(key);
    }

    boolean isPrefix() {
        return key.endsWith(".");
    }

    /** Whether the value is a password or may hold one. */
    boolean isSecret() {
        return type == Type.PASSWORD || form == Form.MONGODB || form == Form.AMQP;
    }

    /** How documents and messages write the key. */
    String shownKey() {
        return isPrefix() ? key + "<name>" : key;
    }
}
