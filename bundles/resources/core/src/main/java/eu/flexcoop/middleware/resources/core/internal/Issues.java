package eu.flexcoop.middleware.resources.core.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with one value: nothing, a text, a map, or a list of those, as Cerberus puts it. */
final class Issues {
    private List<Object> found;

    boolean none() {
        return found == null;
    }

    void add(Object issue) {
        if (found == null) {
            found = new ArrayList<>(2);
        }
        found.add(issue);
    }

    /** What is wrong inside the value; several such maps become one. */
    @SuppressWarnings("unchecked")
    void nested(Map<String, Object> issues) {
        if (issues.isEmpty()) {
            return;
        }
        if (found != null && found.get(found.size() - 1) instanceof Map<?, ?> last) {
            ((Map<String, Object>) last).putAll(issues);
        } else {
            add(new LinkedHashMap<>(issues));
        }
    }

    Object result() {
        return found.size() == 1 ? found.get(0) : found;
    }
}
