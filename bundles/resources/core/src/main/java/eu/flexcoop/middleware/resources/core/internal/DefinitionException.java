package eu.flexcoop.middleware.resources.core.internal;

/** One error of a definition file: its location and what would be right. */
final class DefinitionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;

    DefinitionException(String path, String sentence) {
        super(sentence);
        this.path = path;
    }

    /** JSON path of the wrong value, {@code $} for the whole file. */
    String path() {
        return path;
    }
}
