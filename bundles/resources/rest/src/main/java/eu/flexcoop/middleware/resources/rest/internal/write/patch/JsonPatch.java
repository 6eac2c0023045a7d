package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.store.Copies;

/**
 * A JSON Patch (RFC 6902). It is applied to the BSON values as they are stored, so that what it does not touch keeps its type; libraries
 * work on JSON, where dates and ids are texts.
 */
public final class JsonPatch implements Patch {
    private static final int MOST_OPERATIONS = 1000;
    /** Possessive: other groups recurse for each part of the text. */
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^/~\0]|~[01])*+)++");

    private enum Kind {
        ADD,
        REMOVE,
        REPLACE,
        MOVE,
        COPY,
        TEST;

        boolean hasValue() {
            return this == ADD || this == REPLACE || this == TEST;
        }

        boolean hasFrom() {
            return this == MOVE || this == COPY;
        }
    }

    /** @param from empty unless the kind has it */
    private record Operation(Kind kind, List<String> path, List<String> from, Object value, String text) {}

    private final List<Operation> operations;
    private final JsonValues values;

    private JsonPatch(List<Operation> operations, JsonValues values) {
        this.operations = operations;
        this.values = values;
    }

    /** @throws Problem 400 if the body is not a JSON Patch */
    public static JsonPatch parse(Object body, DateText dates) {
        if (!(body instanceof List<?> list)) {
            throw Problem.badRequest("A JSON Patch is a list of operations");
        }
        if (list.size() > MOST_OPERATIONS) {
            throw Problem.badRequest("%d operations, at most %d are allowed", list.size(), MOST_OPERATIONS);
        }
        List<Operation> operations = new ArrayList<>(list.size());
        for (Object each : list) {
            int index = operations.size();
            if (!(each instanceof Document document)) {
                throw Problem.badRequest("Operation %d is not a JSON object", index);
            }
            operations.add(operation(document, index));
        }
        return new JsonPatch(operations, new JsonValues(dates));
    }

    private static Operation operation(Document document, int index) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(document.get("op")))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Operation %d has 'op' %s, use add, remove, replace, move, copy or test",
                        index, document.get("op")));
        if (kind.hasValue() && !document.containsKey("value")) {
            throw Problem.badRequest("Operation %d (%s) has no 'value'", index, document.get("op"));
        }
        List<String> path = path(document, "path", index);
        List<String> from = kind.hasFrom() ? path(document, "from", index) : List.of();
        String text = "Operation %d (%s %s)".formatted(index, document.get("op"), document.get("path"));
        if (kind == Kind.MOVE
                && path.size() > from.size()
                && path.subList(0, from.size()).equals(from)) {
            throw Problem.badRequest("%s moves a value into itself", text);
        }
        return new Operation(kind, path, from, document.get("value"), text);
    }

    private static List<String> path(Document document, String key, int index) {
        if (!(document.get(key) instanceof String pointer)
                || !POINTER.matcher(pointer).matches()) {
            throw Problem.badRequest(
                    "Operation %d has '%s' %s, use a JSON Pointer such as /a/0; the document as a whole is replaced by PUT",
                    index, key, document.get(key));
        }
        List<String> names = new ArrayList<>();
        for (String name : pointer.substring(1).split("/", -1)) {
            names.add(name.replace("~1", "/").replace("~0", "~"));
        }
        if (names.size() > Places.DEEPEST) {
            throw Problem.badRequest("Operation %d has a '%s' of more than %d parts", index, key, Places.DEEPEST);
        }
        return names;
    }

    @Override
    public Set<String> written() {
        Set<String> written = new LinkedHashSet<>();
        for (Operation operation : operations) {
            if (operation.kind() != Kind.TEST) {
                written.add(operation.path().get(0));
            }
            if (operation.kind() == Kind.MOVE) {
                written.add(operation.from().get(0));
            }
        }
        return written;
    }

    /** All but a member that is set as a whole: whether the operation succeeds depends on what is there. */
    @Override
    public Set<String> read() {
        Set<String> read = new LinkedHashSet<>();
        for (Operation operation : operations) {
            if (operation.kind() != Kind.ADD || operation.path().size() > 1) {
                read.add(Places.text(operation.path()));
            }
            if (operation.kind().hasFrom()) {
                read.add(Places.text(operation.from()));
            }
        }
        return read;
    }

    @Override
    public void apply(Document document) {
        CopyLimit limit = new CopyLimit();
        for (Operation operation : operations) {
            try {
                apply(operation, document, limit);
            } catch (PatchFailure e) {
                throw Problem.patchRefused("%s: %s".formatted(operation.text(), e.getMessage()));
            }
        }
    }

    private void apply(Operation operation, Document document, CopyLimit limit) throws PatchFailure {
        switch (operation.kind()) {
            case ADD -> Places.add(document, operation.path(), Copies.value(operation.value()));
            case REMOVE -> Places.remove(document, operation.path());
            case REPLACE -> Places.replace(document, operation.path(), Copies.value(operation.value()));
            case MOVE -> Places.add(document, operation.path(), Places.remove(document, operation.from()));
            case COPY -> {
                Object value = Places.get(document, operation.from());
                limit.count(value);
                Places.add(document, operation.path(), Copies.value(value));
            }
            case TEST -> {
                if (!values.equal(Places.get(document, operation.path()), operation.value())) {
                    throw new PatchFailure("the document has another value");
                }
            }
        }
    }
}
