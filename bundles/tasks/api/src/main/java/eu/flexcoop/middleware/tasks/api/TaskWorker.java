package eu.flexcoop.middleware.tasks.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** Does the work of a queue; called by the route that consumes it. Thread-safe. */
@ProviderType
public interface TaskWorker {
    /**
     * Runs a task to its end and records the outcome. When it returns the message may be acknowledged. Does nothing for a task
     * that is over already or that another worker does, which makes a message that comes twice harmless; for a task that this
     * worker does at the moment it waits for the end, so that the queue stays in order.
     *
     * @throws UnknownTaskException if no task has that id
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the store does not answer; the message must come again
     */
    void run(String taskId);

    /** AMQP queue that holds the tasks of a task queue. */
    String amqpQueue(String queue);

    /** The task queues that there are; the service is replaced when they change. */
    List<String> queues();
}
