package eu.flexcoop.middleware.mongo.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A document with the same unique key exists already; nothing of the document at hand was stored. */
public class DuplicateKeyException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public DuplicateKeyException(String message, Throwable cause) {
        super("mongo:key.duplicate", 409, message, "Use another key or change the existing document.", cause);
    }
}
