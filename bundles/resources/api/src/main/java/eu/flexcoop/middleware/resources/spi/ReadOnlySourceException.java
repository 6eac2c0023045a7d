package eu.flexcoop.middleware.resources.spi;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A client wants to write what can only be read. */
public class ReadOnlySourceException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public ReadOnlySourceException(String source) {
        super("resources:source.readonly", 405, "%s cannot be written over REST".formatted(source), "Use GET.");
    }
}
