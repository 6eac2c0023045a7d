package eu.flexcoop.middleware.openadr.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A group of VENs cannot be made or changed as asked for. */
public class GroupRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public GroupRefusedException(int status, String message, String advice) {
        super("openadr:group.refused", status, message, advice);
    }
}
