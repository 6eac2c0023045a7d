package eu.flexcoop.middleware.tasks.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** No task has that id; its history may have run out. */
public class UnknownTaskException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public UnknownTaskException(String id) {
        super("tasks:task.unknown", 404, "There is no task '%s'".formatted(id), "task:list shows the tasks.");
    }
}
