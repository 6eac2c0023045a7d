package eu.flexcoop.middleware.tasks.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** No task has that id; it may have been removed by the retention of its collection. */
public class UnknownTaskException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public UnknownTaskException(String id) {
        super("tasks:task.unknown", 404, "Task '%s' does not exist".formatted(id), "task:list shows the tasks.");
    }
}
