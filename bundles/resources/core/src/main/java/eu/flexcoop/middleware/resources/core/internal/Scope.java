package eu.flexcoop.middleware.resources.core.internal;

import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ValidationContext;

/**
 * The position of the validation in a document.
 *
 * @param path dotted, with a dot at the end; empty at the top
 * @param siblings the fields of the object that holds the value
 * @param stored what the store has in the place of {@code siblings}; empty when there is nothing
 */
record Scope(Mode mode, ValidationContext context, String path, Map<String, Object> siblings, Document stored) {
    enum Mode {
        INSERT,
        REPLACE,
        UPDATE
    }

    Scope inside(String field, Map<String, Object> members) {
        Object below = stored.get(field);
        return new Scope(
                mode,
                context,
                path + field + ".",
                members,
                below instanceof Document document ? document : new Document());
    }

    /** The scope of a list element, which has no stored counterpart. */
    Scope element(String field) {
        return new Scope(mode, context, path + field + ".", Map.of(), new Document());
    }

    /** The value of a dotted field beside the value, or, when a stored document is changed, in the store. */
    Object lookup(String dotted) {
        Object value = dig(siblings, dotted);
        return value == null && mode == Mode.UPDATE ? dig(stored, dotted) : value;
    }

    private static Object dig(Map<String, Object> document, String dotted) {
        Object value = document;
        for (String part : dotted.split("\\.")) {
            if (!(value instanceof Map<?, ?> map)) {
                return null;
            }
            value = map.get(part);
        }
        return value;
    }
}
