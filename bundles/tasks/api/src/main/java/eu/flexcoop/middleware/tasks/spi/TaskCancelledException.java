package eu.flexcoop.middleware.tasks.spi;

import java.util.Objects;

/** Thrown by a handler that stopped because it was asked to, or because the module that did the work was stopped. */
public class TaskCancelledException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message becomes the message of the task */
    public TaskCancelledException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
