package eu.flexcoop.middleware.tasks.spi;

import java.util.Objects;

/**
 * Thrown by a handler that cannot run a task now but expects to later, for example because the module is being updated. The task is
 * queued again and the attempt does not count; it fails with this message once it has been postponed for the configured time.
 */
public class TaskPostponedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is missing and how to provide it */
    public TaskPostponedException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
