package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The errors of one definition file, in the order in which they were found, so that its author learns of all of them at once. For one
 * thread.
 */
public final class DefinitionErrors {
    /**
     * One error.
     *
     * @param path JSON path of the wrong value, {@code $} for the whole file
     * @param sentence what was found and what is accepted
     */
    record DefinitionError(String path, String sentence) {}

    /** A part of the file that is read independently of the others. */
    @FunctionalInterface
    interface Part<T> {
        T read() throws DefinitionException;
    }

    private final List<DefinitionError> found = new ArrayList<>();

    void add(DefinitionException error) {
        error.errors().stream().filter(each -> !found.contains(each)).forEach(found::add);
    }

    /** Reads a part; if that fails, its error is noted and the other value is used, so that the rest of the file is read, too. */
    <T> T attempt(Part<T> part, T otherwise) {
        try {
            return part.read();
        } catch (DefinitionException e) {
            add(e);
            return otherwise;
        }
    }

    /** Whether this value or one inside it has an error. */
    boolean below(String path) {
        return found.stream()
                .anyMatch(error -> error.path().equals(path)
                        || error.path().startsWith(path + ".")
                        || error.path().startsWith(path + "["));
    }

    public void throwIfAny() throws DefinitionException {
        if (!found.isEmpty()) {
            throw new DefinitionException(found);
        }
    }

    /** All errors in one line: {@code 2 errors: … ($.a); … ($.b)}. */
    static String sentence(List<DefinitionError> errors) {
        if (errors.size() == 1) {
            return errors.get(0).sentence();
        }
        return errors.stream()
                .map(error -> "%s (%s)".formatted(error.sentence(), error.path()))
                .collect(Collectors.joining("; ", errors.size() + " errors: ", ""));
    }
}
