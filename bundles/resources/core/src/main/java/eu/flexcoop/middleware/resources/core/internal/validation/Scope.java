package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ValidationContext;

/**
 * The position of the validation in a document.
 *
 * @param path dotted, with a dot at the end; empty at the top
 * @param root the whole document
 * @param siblings the fields of the object that holds the value
 * @param stored what the store has in the place of {@code siblings}; empty when there is nothing
 */
record Scope(
        Mode mode,
        ValidationContext context,
        String path,
        Map<String, Object> root,
        Map<String, Object> siblings,
        Document stored) {
    enum Mode {
        INSERT,
        REPLACE,
        UPDATE,
        /** As {@link #REPLACE}, but fills in no default, renames nothing and coerces nothing. */
        PLAIN_REPLACE,
        /** As {@link #UPDATE}, but fills in no default, renames nothing and coerces nothing. */
        PLAIN_UPDATE;

        boolean isUpdate() {
            return this == UPDATE || this == PLAIN_UPDATE;
        }

        boolean normalizes() {
            return this != PLAIN_UPDATE && this != PLAIN_REPLACE;
        }
    }

    static Scope top(Mode mode, ValidationContext context, Map<String, Object> document, Document stored) {
        return new Scope(mode, context, "", document, document, stored);
    }

    /** The scope of the members of an object in a field; the field has no name if the object is an element of a list. */
    Scope inside(String field, Map<String, Object> members) {
        Object below = stored.get(field);
        return new Scope(
                mode,
                context,
                field.isEmpty() ? path : path + field + ".",
                root,
                members,
                below instanceof Document document ? document : new Document());
    }

    /** The scope of a list element, which has no stored counterpart. */
    Scope element(String field) {
        return new Scope(mode, context, field.isEmpty() ? path : path + field + ".", root, Map.of(), new Document());
    }

    /** The dotted name of a field here; of the list itself for an element without a name. */
    String name(String field) {
        return field.isEmpty() ? path.substring(0, Math.max(0, path.length() - 1)) : path + field;
    }

    /**
     * The value of a dotted field beside the value, or, when a stored document is changed, in the store. A name that begins with
     * {@code ^} is looked up from the top of the document. The outer {@code Optional} is empty if the field is absent, the inner one
     * if it is null.
     */
    Optional<Optional<Object>> lookup(String dotted) {
        if (dotted.startsWith("^") && !dotted.startsWith("^^")) {
            return dig(root, dotted.substring(1));
        }
        String name = dotted.startsWith("^") ? dotted.substring(1) : dotted;
        Optional<Optional<Object>> value = dig(siblings, name);
        return value.isEmpty() && mode.isUpdate() ? dig(stored, name) : value;
    }

    private static Optional<Optional<Object>> dig(Map<String, Object> document, String dotted) {
        Object value = document;
        for (String part : dotted.split("\\.")) {
            if (!(value instanceof Map<?, ?> map) || !map.containsKey(part)) {
                return Optional.empty();
            }
            value = map.get(part);
        }
        return Optional.of(Optional.ofNullable(value));
    }
}
