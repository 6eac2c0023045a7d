package eu.flexcoop.middleware.tasks.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Queues tasks, and finds, lists and cancels them. Thread-safe. */
@ProviderType
public interface TaskQueue {
    /** The queue of tasks that name no other. */
    String DEFAULT_QUEUE = "default";

    /**
     * Stores a task and queues it; durable when it returns, also if the broker is away at the moment. Tasks of one queue start
     * in the order in which they were submitted.
     *
     * @throws UnknownQueueException if that queue is not configured
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if it could not be stored
     */
    Task submit(String queue, String type, String subject, Map<String, Object> parameters);

    Optional<Task> find(String id);

    /** Newest first. */
    List<Task> list(int limit);

    /** Cancels a queued task, or asks a running one to stop; false if it has ended or is unknown. */
    boolean cancel(String id);

    /** Names of the configured queues. */
    List<String> queues();
}
