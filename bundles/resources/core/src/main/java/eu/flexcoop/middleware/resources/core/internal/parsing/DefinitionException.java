package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.List;

import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionErrors.DefinitionError;

/** The errors of a definition file: where each is and what would be right. */
public final class DefinitionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionError> errors;

    DefinitionException(String path, String sentence) {
        this(List.of(new DefinitionError(path, sentence)));
    }

    /** @param errors at least one */
    DefinitionException(List<DefinitionError> errors) {
        super(DefinitionErrors.sentence(errors));
        this.errors = List.copyOf(errors);
    }

    List<DefinitionError> errors() {
        return errors;
    }

    /** JSON path of the wrong value, {@code $} for the whole file or if several values are wrong. */
    public String path() {
        return errors.size() == 1 ? errors.get(0).path() : "$";
    }
}
