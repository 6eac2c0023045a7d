package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bson.Document;
import org.bson.types.Decimal128;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;

/** The operators of {@link UpdatePatch}. What they do follows MongoDB; a missing object on the way to a field is made. */
enum UpdateOperator {
    SET("$set") {
        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            put(document, path, Copies.value(operand));
        }
    },
    UNSET("$unset") {
        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            if (find(document, path).isPresent() || isNull(document, path)) {
                Places.remove(document, path);
            }
        }
    },
    INC("$inc") {
        @Override
        void requireGood(String field, Object operand) {
            if (!(operand instanceof Number)) {
                throw Problem.badRequest("$inc: '%s' needs a number", field);
            }
        }

        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            Object before = find(document, path).orElse(0);
            if (!(before instanceof Number number)) {
                throw new PatchFailure("the field is not a number");
            }
            put(document, path, sum(number, (Number) operand));
        }
    },
    PUSH("$push") {
        @Override
        void requireGood(String field, Object operand) {
            requireEachAlone(field, operand);
        }

        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            List<Object> list = list(document, path);
            each(operand).forEach(value -> list.add(Copies.value(value)));
            put(document, path, list);
        }
    },
    ADD_TO_SET("$addToSet") {
        @Override
        void requireGood(String field, Object operand) {
            requireEachAlone(field, operand);
        }

        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            List<Object> list = list(document, path);
            for (Object value : each(operand)) {
                if (list.stream().noneMatch(there -> values.equal(there, value))) {
                    list.add(Copies.value(value));
                }
            }
            put(document, path, list);
        }
    },
    PULL("$pull") {
        @Override
        void requireGood(String field, Object operand) {
            if (operand instanceof Document condition) {
                boolean in = condition.size() == 1 && condition.get("$in") instanceof List<?>;
                if (!in && condition.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
                    throw Problem.badRequest(
                            "$pull: '%s' takes a value, members of elements, or {\"$in\": [...]}", field);
                }
            }
        }

        @Override
        void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure {
            if (find(document, path).isEmpty()) {
                return;
            }
            List<Object> list = list(document, path);
            list.removeIf(element -> isPulled(element, operand, values));
            put(document, path, list);
        }
    };

    private final String key;

    UpdateOperator(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    static Optional<UpdateOperator> of(String key) {
        return Arrays.stream(values())
                .filter(operator -> operator.key.equals(key))
                .findFirst();
    }

    /** All of them, for messages. */
    static String keys() {
        return Arrays.stream(values()).map(UpdateOperator::key).collect(Collectors.joining(", "));
    }

    /** @throws Problem 400 if the operand has the wrong form */
    void requireGood(String field, Object operand) {
        // most take any value
    }

    abstract void apply(Document document, List<String> path, Object operand, JsonValues values) throws PatchFailure;

    /** Empty if there is nothing, or null. */
    private static Optional<Object> find(Document document, List<String> path) {
        try {
            return Optional.ofNullable(Places.get(document, path));
        } catch (PatchFailure e) {
            return Optional.empty();
        }
    }

    private static boolean isNull(Document document, List<String> path) {
        try {
            return Places.get(document, path) == null;
        } catch (PatchFailure e) {
            return false;
        }
    }

    private static void put(Document document, List<String> path, Object value) throws PatchFailure {
        for (int i = 1; i < path.size(); i++) {
            if (find(document, path.subList(0, i)).isEmpty()) {
                Places.add(document, path.subList(0, i), new Document());
            }
        }
        if (Places.parent(document, path) instanceof List<?>) {
            Places.replace(document, path, value);
        } else {
            Places.add(document, path, value);
        }
    }

    private static List<Object> list(Document document, List<String> path) throws PatchFailure {
        Object there = find(document, path).orElseGet(ArrayList::new);
        if (!(there instanceof List<?> list)) {
            throw new PatchFailure("the field is not a list");
        }
        return new ArrayList<>(list);
    }

    private static void requireEachAlone(String field, Object operand) {
        if (operand instanceof Document modifiers && modifiers.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
            boolean good = modifiers.size() == 1 && modifiers.get("$each") instanceof List<?>;
            if (!good) {
                throw Problem.badRequest("'%s' takes a value, or several as {\"$each\": [...]}", field);
            }
        }
    }

    private static List<?> each(Object operand) {
        return operand instanceof Document modifiers && modifiers.get("$each") instanceof List<?> list
                ? list
                : Collections.singletonList(operand);
    }

    private static boolean isPulled(Object element, Object operand, JsonValues values) {
        if (operand instanceof Document condition && condition.get("$in") instanceof List<?> any) {
            return any.stream().anyMatch(value -> values.equal(element, value));
        }
        if (operand instanceof Document members && element instanceof Map<?, ?> object) {
            return members.entrySet().stream()
                    .allMatch(member -> object.containsKey(member.getKey())
                            && values.equal(object.get(member.getKey()), member.getValue()));
        }
        return values.equal(element, operand);
    }

    private static Number sum(Number before, Number more) throws PatchFailure {
        if (before instanceof Decimal128 || more instanceof Decimal128) {
            BigDecimal sum = JsonValues.decimal(before).add(JsonValues.decimal(more));
            return new Decimal128(sum);
        }
        if (before instanceof Double || more instanceof Double) {
            return before.doubleValue() + more.doubleValue();
        }
        try {
            long sum = Math.addExact(before.longValue(), more.longValue());
            return sum == (int) sum && before instanceof Integer ? (Number) (int) sum : (Number) sum;
        } catch (ArithmeticException e) {
            throw new PatchFailure("the sum is not a number of 64 bits");
        }
    }
}
