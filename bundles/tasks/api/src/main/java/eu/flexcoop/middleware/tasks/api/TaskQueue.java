package eu.flexcoop.middleware.tasks.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Takes tasks and tells what became of them. Thread-safe. */
@ProviderType
public interface TaskQueue {
    /** Name of the queue that everything goes through unless a module names another. */
    String DEFAULT_QUEUE = "default";

    /**
     * Stores a task and queues it; durable when it returns, also if the broker is away at the moment. Tasks of one queue begin
     * in the order in which they were submitted.
     *
     * @throws UnknownQueueException if nobody works on that queue
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if it could not be stored
     */
    Task submit(String queue, String type, String subject, Map<String, Object> parameters);

    Optional<Task> find(String id);

    /** Newest first. */
    List<Task> list(int limit);

    /** Cancels a waiting task, or asks a running one to stop; false if it is over or unknown. */
    boolean cancel(String id);

    /** Names of the queues that are worked on. */
    List<String> queues();
}
