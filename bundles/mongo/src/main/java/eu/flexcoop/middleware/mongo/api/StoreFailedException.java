package eu.flexcoop.middleware.mongo.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/**
 * The database refused a call in a way that repeating it will not change, such as a missing right or a document that is too
 * large. The log has the cause under the same id.
 */
public class StoreFailedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private final String id;

    /**
     * @param what the call in the infinitive, such as {@code store 12 samples}
     * @param id of the entry in the log
     */
    public StoreFailedException(String what, String id, Throwable cause) {
        super(
                "mongo:call.failed",
                500,
                "Could not %s: the database refused it, error %s".formatted(what, id),
                "Do not repeat the call. Report error %s to the operator, who finds the cause in the log."
                        .formatted(id),
                cause);
        this.id = id;
    }

    public String id() {
        return id;
    }
}
