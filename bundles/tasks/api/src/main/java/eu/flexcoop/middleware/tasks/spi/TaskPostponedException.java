package eu.flexcoop.middleware.tasks.spi;

import java.util.Objects;

/**
 * Thrown by a handler that cannot begin now but expects to later, for example because the module is being updated. The task
 * waits in its queue and does not use up an attempt; it fails with this message once it has waited for the configured time.
 */
public class TaskPostponedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is missing and how it comes */
    public TaskPostponedException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
