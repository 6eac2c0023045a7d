package eu.flexcoop.middleware.fuzz;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** What a client may be told about its input. Everything else that code under test throws is a finding. */
public final class Refusal {
    private static final int FIRST_SERVER_ERROR = 500;

    private Refusal() {}

    /**
     * Returns if the exception is an answer to bad input.
     *
     * @throws RuntimeException the same, if it is a defect of the middleware
     */
    public static void orFinding(RuntimeException thrown) {
        if (!(thrown instanceof MiddlewareException refusal) || refusal.status() >= FIRST_SERVER_ERROR) {
            throw thrown;
        }
    }
}
