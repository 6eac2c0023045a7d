package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.bson.Document;

/** Finds, sets and removes values inside a document by the names and list positions that lead to them. */
final class Places {
    /** Most levels of a document, as in MongoDB. */
    static final int DEEPEST = 100;

    private Places() {}

    static Object get(Document document, List<String> path) throws PatchFailure {
        Object value = document;
        for (int i = 0; i < path.size(); i++) {
            value = member(value, path, i);
        }
        return value;
    }

    private static Object member(Object parent, List<String> path, int at) throws PatchFailure {
        String name = path.get(at);
        if (parent instanceof Document document && document.containsKey(name)) {
            return document.get(name);
        }
        if (parent instanceof List<?> list) {
            return list.get(index(name, list.size() - 1));
        }
        throw new PatchFailure("there is no '%s'", text(path.subList(0, at + 1)));
    }

    /** What holds the value at the path; the value itself need not be there. */
    static Object parent(Document document, List<String> path) throws PatchFailure {
        return get(document, path.subList(0, path.size() - 1));
    }

    /** Sets a member of an object, or inserts into a list before the position; {@code -} means its end. */
    static void add(Document document, List<String> path, Object value) throws PatchFailure {
        requireShallow(path, value);
        String name = path.get(path.size() - 1);
        Object parent = parent(document, path);
        if (parent instanceof Document object) {
            object.put(name, value);
        } else {
            List<Object> list = list(parent, path);
            list.add(name.equals("-") ? list.size() : index(name, list.size()), value);
        }
    }

    static void replace(Document document, List<String> path, Object value) throws PatchFailure {
        requireShallow(path, value);
        get(document, path);
        String name = path.get(path.size() - 1);
        Object parent = parent(document, path);
        if (parent instanceof Document object) {
            object.put(name, value);
        } else {
            List<Object> list = list(parent, path);
            list.set(index(name, list.size() - 1), value);
        }
    }

    static Object remove(Document document, List<String> path) throws PatchFailure {
        Object value = get(document, path);
        String name = path.get(path.size() - 1);
        Object parent = parent(document, path);
        if (parent instanceof Document object) {
            object.remove(name);
        } else {
            list(parent, path).remove(index(name, Integer.MAX_VALUE));
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object parent, List<String> path) throws PatchFailure {
        if (parent instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new PatchFailure(
                "'%s' is neither an object nor a list", text(path.subList(0, Math.max(0, path.size() - 1))));
    }

    private static int index(String text, int last) throws PatchFailure {
        boolean number = !text.isEmpty()
                && text.length() < 10
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        if (!number) {
            throw new PatchFailure("'%s' is not a position in a list", text);
        }
        int index = Integer.parseInt(text);
        if (index > last) {
            throw new PatchFailure("position %d is behind the end of the list", index);
        }
        return index;
    }

    private static void requireShallow(List<String> path, Object value) throws PatchFailure {
        if (path.size() + depth(value, DEEPEST) > DEEPEST) {
            throw new PatchFailure("the document would be deeper than %d levels", DEEPEST);
        }
    }

    /** Levels below a value; more than the limit are not counted. */
    private static int depth(Object value, int limit) {
        Collection<?> inner =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        int deepest = 0;
        if (limit > 0) {
            for (Object each : inner) {
                deepest = Math.max(deepest, 1 + depth(each, limit - 1));
            }
        }
        return deepest;
    }

    /** The path in messages. */
    static String text(List<String> path) {
        return String.join(".", path);
    }
}
