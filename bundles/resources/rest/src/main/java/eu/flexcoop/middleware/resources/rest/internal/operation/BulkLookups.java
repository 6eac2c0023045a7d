package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.ValidationContext;

/**
 * The look-ups of many documents at once. A first validation of copies collects what the second one will ask, so that the store
 * is asked once per field and {@value #BATCH} values and not once per document. For one request.
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

    void load(
            List<Document> documents,
            DocumentValidator validator,
            Function<String, Optional<Instant>> dates,
            Store store) {
        Collector collector = new Collector(dates);
        for (Document document : documents) {
            validator.insert((Document) copy(document), collector);
        }
        collector.questions.forEach((field, values) -> {
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

    /** Validation changes the document. */
    private static Object copy(Object value) {
        if (value instanceof Document document) {
            Document copy = new Document();
            document.forEach((name, below) -> copy.put(name, copy(below)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copy(element)));
            return copy;
        }
        return value;
    }

    /** Notes questions and answers such that validation goes on. */
    private static final class Collector implements ValidationContext {
        private final Function<String, Optional<Instant>> dates;
        private final Map<Field, Set<Object>> questions = new HashMap<>();

        Collector(Function<String, Optional<Instant>> dates) {
            this.dates = dates;
        }

        @Override
        public Optional<Instant> date(String text) {
            return dates.apply(text);
        }

        @Override
        public boolean taken(String field, Object value) {
            note(new Field("", field), value);
            return false;
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            note(new Field(resource, field), value);
            return true;
        }

        private void note(Field field, Object value) {
            comparable(value).ifPresent(noted -> questions
                    .computeIfAbsent(field, key -> new LinkedHashSet<>())
                    .add(noted));
        }
    }
}
