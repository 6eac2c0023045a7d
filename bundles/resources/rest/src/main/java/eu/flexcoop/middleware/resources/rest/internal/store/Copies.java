package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bson.Document;

/** Copies documents with all that is in them. */
public final class Copies {
    private Copies() {}

    public static Document of(Document document) {
        Document copy = new Document();
        document.forEach((name, value) -> copy.put(name, value(value)));
        return copy;
    }

    /** A value of a document. */
    public static Object value(Object value) {
        if (value instanceof Document below) {
            return of(below);
        }
        return value instanceof List<?> list
                ? list.stream().map(Copies::value).collect(Collectors.toCollection(ArrayList::new))
                : value;
    }
}
