package eu.flexcoop.middleware.tasks.api;

import java.util.Locale;

/** States of a task; the last three are final. */
public enum TaskState {
    QUEUED,
    RUNNING,
    FINISHED,
    FAILED,
    CANCELLED;

    /** The name in documents and over REST: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #key}. */
    public static TaskState of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    public boolean isFinal() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }
}
