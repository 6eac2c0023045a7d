package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.types.ObjectId;

/**
 * The look-ups of many documents at once: the store is asked once per field and {@value #BATCH} values and not once per document.
 * For one request.
 */
final class BulkLookups {
    static final int BATCH = 500;

    /** A field of a resource; of the one that is written if the name is empty. */
    record Field(String resource, String name) {}

    /** Gives the values, of those asked for, that documents have in the field; empty if it cannot tell. */
    interface Store {
        Optional<Set<Object>> existing(Field field, List<Object> values);
    }

    private final Map<Field, Set<Object>> asked = new HashMap<>();
    private final Map<Field, Set<Object>> existing = new HashMap<>();

    void load(Questions questions, Store store) {
        questions.comparable().forEach((field, values) -> {
            List<Object> all = new ArrayList<>(values);
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Object> batch = all.subList(from, Math.min(from + BATCH, all.size()));
                store.existing(field, batch).ifPresent(found -> {
                    asked.computeIfAbsent(field, key -> new HashSet<>()).addAll(batch);
                    existing.computeIfAbsent(field, key -> new HashSet<>()).addAll(found);
                });
            }
        });
    }

    /** Whether a document has the value; empty if it was not asked for. */
    Optional<Boolean> exists(Field field, Object value) {
        Object comparable = comparable(value).orElse(null);
        return comparable != null && asked.getOrDefault(field, Set.of()).contains(comparable)
                ? Optional.of(existing.getOrDefault(field, Set.of()).contains(comparable))
                : Optional.empty();
    }

    /** A form in which Java compares as MongoDB does; empty for types where that is not so simple. */
    static Optional<Object> comparable(Object value) {
        if (value instanceof Integer number) {
            return Optional.of(number.longValue());
        }
        return value instanceof String || value instanceof ObjectId || value instanceof Long
                ? Optional.of(value)
                : Optional.empty();
    }

    /** A value of a document in the same form; MongoDB finds 5.0 where 5 was asked for. */
    static Object stored(Object value) {
        return value instanceof Number number && number.doubleValue() == number.longValue()
                ? number.longValue()
                : value;
    }
}
