package eu.flexcoop.middleware.openadr.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** What an operator wants to do with a virtual end node is not possible. */
public class VenRefusedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public VenRefusedException(int status, String message, String advice) {
        super("openadr:ven.refused", status, message, advice);
    }
}
