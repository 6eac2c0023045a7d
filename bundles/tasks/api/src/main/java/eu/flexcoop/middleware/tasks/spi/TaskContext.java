package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.api.Task;

/** A running task and how its handler speaks about it. */
@ProviderType
public interface TaskContext {
    Task task();

    /** @param fraction from 0 to 1 */
    void progress(double fraction, String message);

    /** True once somebody asked the task to stop; the handler then ends as soon as it can. */
    boolean cancelRequested();
}
