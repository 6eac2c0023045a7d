package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Does tasks of one type. Must be thread-safe, and idempotent: a task begins again after a crash. */
@ConsumerType
public interface TaskHandler {
    String type();

    /**
     * Does the work in the calling thread. Returning means that the work is complete; an exception fails the task with its
     * message, or cancels it where {@link TaskContext#cancelRequested} was true.
     *
     * @throws TaskPostponedException if the task shall wait; nothing was done
     * @throws TaskCancelledException if the work was given up on request
     */
    void run(TaskContext context) throws Exception;
}
