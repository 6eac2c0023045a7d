package eu.flexcoop.middleware.openadr.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** An event cannot be created or changed as asked for. */
public class EventRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public EventRefusedException(int status, String message, String advice) {
        super("openadr:event.refused", status, message, advice);
    }
}
