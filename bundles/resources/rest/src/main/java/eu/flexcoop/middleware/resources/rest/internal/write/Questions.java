package eu.flexcoop.middleware.resources.rest.internal.write;

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

import eu.flexcoop.middleware.resources.api.Constraint.Among;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.write.BulkLookups.Field;

/**
 * Lets several documents be validated as if no look-up had an objection, and notes what would have been asked. If the store then
 * agrees, the documents are valid and need no second validation. For one request.
 */
final class Questions implements ValidationContext {
    /**
     * What a look-up would ask.
     *
     * @param field of the resource that is written if {@link Field#resource()} is empty: no document may have the value
     * @param among which documents it is looked up; all that a reference may mean
     */
    record Question(Field field, Among among, Object value) {
        boolean unique() {
            return field.resource().isEmpty();
        }

        boolean ofCollection() {
            return among == Among.COLLECTION;
        }
    }

    private final Function<String, Optional<Instant>> dates;
    private final Set<Question> questions = new LinkedHashSet<>();
    private boolean repeated;

    /** @param dates the moment that a text means, or empty */
    Questions(Function<String, Optional<Instant>> dates) {
        this.dates = dates;
    }

    @Override
    public Optional<Instant> date(String text) {
        return dates.apply(text);
    }

    @Override
    public boolean taken(String field, Object value) {
        return taken(Among.COLLECTION, field, value);
    }

    @Override
    public boolean taken(Among among, String field, Object value) {
        repeated |= !questions.add(new Question(new Field("", field), among, value));
        return false;
    }

    @Override
    public boolean exists(String resource, String field, Object value) {
        questions.add(new Question(new Field(resource, field), Among.COLLECTION, value));
        return true;
    }

    /** Versions are not looked up together. */
    @Override
    public boolean exists(String resource, String field, Object value, int version) {
        repeated = true;
        return true;
    }

    /** Two of the documents have the same value in a unique field, or there is a question that is not looked up together. */
    boolean repeated() {
        return repeated;
    }

    List<Question> all() {
        return new ArrayList<>(questions);
    }

    /** The values per field that can be looked up together. */
    Map<Field, Set<Object>> comparable() {
        Map<Field, Set<Object>> values = new HashMap<>();
        questions.stream().filter(Question::ofCollection).forEach(question -> BulkLookups.comparable(question.value())
                .ifPresent(value -> values.computeIfAbsent(question.field(), key -> new HashSet<>())
                        .add(value)));
        return values;
    }
}
