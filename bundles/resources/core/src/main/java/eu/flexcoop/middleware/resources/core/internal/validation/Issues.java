package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with one value, in the form of Cerberus: a text, a list of texts in the order of the names of their rules, or such a
 * list that ends with an object for what is wrong inside the value.
 */
final class Issues {
    /** Of messages that no rule of Cerberus itself makes; they stand first. */
    static final String OF_EVE = "";

    /** Most elements of one list or object that are reported: the answer must not be larger than the request. */
    static final int MOST = 100;

    private record Text(String rule, String text) {}

    private List<Text> texts;
    private Map<String, Object> nested;

    boolean none() {
        return texts == null && nested == null;
    }

    void add(String rule, String text) {
        if (texts == null) {
            texts = new ArrayList<>(2);
        }
        texts.add(new Text(rule, text));
    }

    /** What is wrong inside the value; several such maps become one. */
    void nested(Map<String, Object> issues) {
        if (issues.isEmpty()) {
            return;
        }
        if (nested == null) {
            nested = new LinkedHashMap<>();
        }
        issues.forEach((key, value) -> nested.merge(key, value, Issues::merged));
    }

    /** Texts before the one object at the end. */
    private static Object merged(Object one, Object other) {
        List<Object> all = new ArrayList<>();
        Map<String, Object> inner = new LinkedHashMap<>();
        for (Object each : List.of(one, other)) {
            for (Object part : each instanceof List<?> list ? list : List.of(each)) {
                if (part instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> inner.merge((String) key, value, Issues::merged));
                } else {
                    all.add(part);
                }
            }
        }
        if (!inner.isEmpty()) {
            all.add(inner);
        }
        return all.size() == 1 ? all.get(0) : all;
    }

    Object result() {
        if (texts == null) {
            return nested;
        }
        if (texts.size() == 1 && nested == null) {
            return texts.get(0).text();
        }
        List<Object> all = new ArrayList<>();
        texts.stream().sorted(Comparator.comparing(Text::rule)).map(Text::text).forEach(all::add);
        if (nested != null) {
            all.add(nested);
        }
        return all;
    }
}
