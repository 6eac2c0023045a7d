package eu.flexcoop.middleware.tasks.spi;

import java.util.Map;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.tasks.api.SubmissionRefusedException;
import eu.flexcoop.middleware.tasks.api.Task;

/** Runs tasks of one type. Must be thread-safe, and idempotent: a task runs again if its process dies. */
@ConsumerType
public interface TaskHandler {
    String type();

    /**
     * Runs a task in the calling thread. Returning means that the work is complete; an exception fails the task with its
     * message, or cancels it if {@link TaskContext#cancelRequested} was true. {@link
     * eu.flexcoop.middleware.core.api.UnavailableException} postpones the task.
     *
     * @throws TaskPostponedException if the task cannot run now and must be tried again
     * @throws TaskCancelledException if the work was stopped on request
     */
    void run(TaskContext context) throws Exception;

    /**
     * Checks what a client submits over REST, by POST to source {@code tasks:<type>}, and queues it. By default tasks of a type
     * cannot be submitted over REST.
     *
     * @param parameters as in the body of the request; empty if it has none
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if it is refused; nothing is queued then
     */
    default Task submit(String subject, Map<String, Object> parameters) {
        throw new SubmissionRefusedException(
                "Tasks of type '%s' cannot be submitted over REST".formatted(type()), "Use GET.");
    }
}
