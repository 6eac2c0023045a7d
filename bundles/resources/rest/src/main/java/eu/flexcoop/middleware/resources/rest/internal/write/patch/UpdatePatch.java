package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** Update operators in the form of MongoDB, applied here and not there, so that the result can be validated before it is stored. */
public final class UpdatePatch implements Patch {
    /** @param path names and list positions; the operand is checked already */
    private record Update(UpdateOperator operator, List<String> path, Object operand) {
        String text() {
            return operator.key() + " " + Places.text(path);
        }
    }

    private final List<Update> updates;
    private final JsonValues values;

    private UpdatePatch(List<Update> updates, JsonValues values) {
        this.updates = updates;
        this.values = values;
    }

    /** Whether the body of a PATCH means operators and not fields. */
    public static boolean isMeant(Document body) {
        return body.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    /** @throws Problem 400 if an operator is unknown or its operand has the wrong form */
    public static UpdatePatch parse(Document body, DateText dates) {
        List<Update> updates = new ArrayList<>();
        for (Map.Entry<String, Object> entry : body.entrySet()) {
            UpdateOperator operator = UpdateOperator.of(entry.getKey())
                    .orElseThrow(() -> Problem.badRequest(
                            "'%s' is not an update operator, use %s and nothing beside them",
                            entry.getKey(), UpdateOperator.keys()));
            operands(operator, entry.getValue())
                    .forEach((field, operand) -> updates.add(update(operator, field, operand)));
        }
        requireDistinct(updates);
        return new UpdatePatch(updates, new JsonValues(dates));
    }

    private static Document operands(UpdateOperator operator, Object value) {
        if (value instanceof Document document) {
            return document;
        }
        if (operator == UpdateOperator.UNSET && value instanceof List<?> names) {
            Document unset = new Document();
            names.forEach(name -> unset.append(String.valueOf(name), ""));
            return unset;
        }
        throw Problem.badRequest("%s takes an object of fields", operator.key());
    }

    private static Update update(UpdateOperator operator, String field, Object operand) {
        List<String> path = List.of(field.split("\\.", -1));
        boolean bad = path.size() > Places.DEEPEST
                || path.stream().anyMatch(name -> name.isEmpty() || name.startsWith("$") || name.indexOf('\0') >= 0);
        if (bad) {
            throw Problem.badRequest("%s: '%s' is not the name of a field", operator.key(), field);
        }
        operator.requireGood(field, operand);
        return new Update(operator, path, operand);
    }

    /** The order of operators in JSON has no meaning, so no two may touch one value. */
    private static void requireDistinct(List<Update> updates) {
        for (Update one : updates) {
            for (Update other : updates) {
                boolean inside = other != one
                        && other.path().size() >= one.path().size()
                        && other.path().subList(0, one.path().size()).equals(one.path());
                if (inside) {
                    throw Problem.badRequest("%s and %s change the same value", one.text(), other.text());
                }
            }
        }
    }

    @Override
    public Set<String> written() {
        Set<String> written = new LinkedHashSet<>();
        updates.forEach(update -> written.add(update.path().get(0)));
        return written;
    }

    @Override
    public void apply(Document document) {
        for (Update update : updates) {
            try {
                update.operator().apply(document, update.path(), update.operand(), values);
            } catch (PatchFailure e) {
                throw Problem.patchRefused("%s: %s".formatted(update.text(), e.getMessage()));
            }
        }
    }
}
