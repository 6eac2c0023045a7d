package eu.flexcoop.middleware.tasks.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** Runs tasks; called by the route that consumes the messages. Thread-safe. */
@ProviderType
public interface TaskWorker {
    /**
     * Runs a task to its end and records the outcome. When it returns the message may be acknowledged. Does nothing for a task
     * that has ended or that another worker runs, which makes duplicate messages harmless; waits for a task that this worker
     * runs already, so that the queue stays in order.
     *
     * @throws UnknownTaskException if no task has that id
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the database does not answer; the message must be delivered again
     */
    void run(String taskId);

    /**
     * Fails a task that is still queued although its message was given up, so that the message is not published again. Does
     * nothing for any other task, nor for an id that is not known.
     *
     * @param reason why it could not be started
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the database does not answer
     */
    void giveUp(String taskId, String reason);

    /**
     * Queues a task again that was given up, as if it had just been submitted; its message is published anew.
     *
     * @return false if the task does not exist or was not given up, so that nothing was changed
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the database does not answer
     */
    boolean retry(String taskId);

    /** AMQP queue that holds the tasks of a task queue. */
    String amqpQueue(String queue);

    /** Names of the task queues; the service is replaced when they change. */
    List<String> queues();
}
