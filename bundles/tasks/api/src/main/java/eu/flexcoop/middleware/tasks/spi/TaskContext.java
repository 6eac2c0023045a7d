package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.api.Task;

/** A running task and how its handler speaks about it. Thread-safe. */
@ProviderType
public interface TaskContext {
    /** The task as it was when this attempt began. */
    Task task();

    /**
     * Tells how far the work is; cheap, so call it as often as there is news. The last message stays when the task finishes.
     *
     * @param fraction from 0 to 1
     */
    void progress(double fraction, String message);

    /** True once the task shall stop, whoever asked; the handler then ends as soon as it can. */
    boolean cancelRequested();
}
