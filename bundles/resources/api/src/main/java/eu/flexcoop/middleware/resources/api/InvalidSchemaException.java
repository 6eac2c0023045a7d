package eu.flexcoop.middleware.resources.api;

import java.util.Objects;

/** A schema has an error; the message says what is wrong and what would be right. */
public class InvalidSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;

    /** @param path JSON path of the wrong value, {@code $} for the whole schema */
    public InvalidSchemaException(String path, String message, Throwable cause) {
        super(message, cause);
        this.path = Objects.requireNonNull(path, "path");
    }

    public String path() {
        return path;
    }
}
