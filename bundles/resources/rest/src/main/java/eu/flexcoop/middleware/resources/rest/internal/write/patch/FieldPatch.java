package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.Set;

import org.bson.Document;

/**
 * The fields with their new values, as Eve takes them in {@code application/json}: others stay, and null is a value.
 *
 * @param fields not to be changed
 * @param nested objects are merged; otherwise replaced
 */
public record FieldPatch(Document fields, boolean nested) implements Patch {
    @Override
    public Set<String> written() {
        return fields.keySet();
    }

    @Override
    public void apply(Document document) {
        merge(document, fields, nested);
    }

    /** Puts the values into the document. */
    public static void merge(Document into, Document changes, boolean nested) {
        changes.forEach((field, value) -> {
            if (nested && value instanceof Document below && into.get(field) instanceof Document stored) {
                Document merged = new Document(stored);
                merge(merged, below, true);
                into.put(field, merged);
            } else {
                into.put(field, value);
            }
        });
    }
}
