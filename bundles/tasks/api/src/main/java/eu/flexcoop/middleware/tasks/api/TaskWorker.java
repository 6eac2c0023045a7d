package eu.flexcoop.middleware.tasks.api;

import org.osgi.annotation.versioning.ProviderType;

/** Does the work of a queue; called by the route that consumes it. Thread-safe. */
@ProviderType
public interface TaskWorker {
    /**
     * Runs a task to its end and records the outcome. When it returns the message may be acknowledged. Does nothing for a task
     * that is over already, which makes a message that comes twice harmless.
     */
    void run(String taskId);

    /** AMQP queue that holds the tasks of a task queue. */
    String amqpQueue(String queue);
}
