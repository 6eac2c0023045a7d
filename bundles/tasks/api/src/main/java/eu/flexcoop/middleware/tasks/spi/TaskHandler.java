package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Runs tasks of one type. Must be thread-safe, and idempotent: a task runs again if its process dies. */
@ConsumerType
public interface TaskHandler {
    String type();

    /**
     * Runs a task in the calling thread. Returning means that the work is complete; an exception fails the task with its
     * message, or cancels it if {@link TaskContext#cancelRequested} was true. {@link
     * eu.flexcoop.middleware.core.api.UnavailableException} postpones the task.
     *
     * @throws TaskPostponedException if the task cannot run now and shall be tried again
     * @throws TaskCancelledException if the work was stopped on request
     */
    void run(TaskContext context) throws Exception;
}
