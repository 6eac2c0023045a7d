package eu.flexcoop.middleware.tasks.spi;

import java.util.Objects;

/** Thrown by a handler that gave its work up because it was asked to, or because what did the work has gone. */
public class TaskCancelledException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message becomes the message of the task */
    public TaskCancelledException(String message) {
        super(Objects.requireNonNull(message, "message"));
    }
}
