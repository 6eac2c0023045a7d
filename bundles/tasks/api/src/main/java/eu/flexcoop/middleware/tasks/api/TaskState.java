package eu.flexcoop.middleware.tasks.api;

/** Where a task stands; the last three are final. */
public enum TaskState {
    QUEUED,
    RUNNING,
    FINISHED,
    FAILED,
    CANCELLED;

    public boolean isFinal() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }
}
