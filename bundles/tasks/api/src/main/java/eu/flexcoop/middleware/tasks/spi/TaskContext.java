package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.api.Task;

/** A running task, its progress and requests to stop it. Thread-safe. */
@ProviderType
public interface TaskContext {
    /** The task as it was when this attempt began. */
    Task task();

    /**
     * Reports progress. It is stored with the next heartbeat, so calls are cheap. The last message stays when the task finishes.
     *
     * @param fraction from 0 to 1
     */
    void progress(double fraction, String message);

    /** True once the task must stop, for whatever reason; the handler then ends as soon as it can. */
    boolean cancelRequested();
}
