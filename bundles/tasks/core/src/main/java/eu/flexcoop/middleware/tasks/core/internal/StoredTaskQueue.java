package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskQueue;
import eu.flexcoop.middleware.tasks.api.UnknownQueueException;

/** Stores tasks in MongoDB first; {@link MessageSweep} then tells the broker, so the broker may be away at any moment. */
@Component(service = TaskQueue.class, configurationPid = TasksConfig.PID)
public final class StoredTaskQueue implements TaskQueue {
    private static final Logger LOG = LoggerFactory.getLogger(StoredTaskQueue.class);

    private final SubmittedTasks tasks;
    private final List<String> queues;

    @Activate
    public StoredTaskQueue(@Reference TaskCollection collection, TasksConfig config) {
        this.tasks = new SubmittedTasks(collection);
        this.queues = QueueNames.parse(config.queues());
    }

    @Override
    public Task submit(String queue, String type, String subject, Map<String, Object> parameters) {
        if (!queues.contains(queue)) {
            throw new UnknownQueueException(queue, queues);
        }
        Task task = tasks.insert(queue, type, subject, parameters);
        LOG.info("Task {} ({} {}) waits in queue {}", task.id(), type, subject, queue);
        return task;
    }

    @Override
    public Optional<Task> find(String id) {
        return tasks.find(id);
    }

    @Override
    public List<Task> list(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A list of %d tasks is empty".formatted(limit));
        }
        return tasks.newest(limit);
    }

    @Override
    public boolean cancel(String id) {
        boolean cancelled = tasks.cancel(id);
        if (cancelled) {
            LOG.info("Task {} shall be cancelled", id);
        }
        return cancelled;
    }

    @Override
    public List<String> queues() {
        return queues;
    }
}
