package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskQueue;
import eu.flexcoop.middleware.tasks.api.UnknownQueueException;

/** Stores tasks with their messages in MongoDB; {@link OutboxPublisher} publishes them, so the broker may be away at any time. */
@Component(service = TaskQueue.class, configurationPid = TasksConfig.PID)
@Designate(ocd = TasksConfig.class)
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
        LOG.info("Task {} ({} {}) is in queue {}", task.id(), type, subject, queue);
        return task;
    }

    @Override
    public Optional<Task> find(String id) {
        return tasks.find(id);
    }

    @Override
    public List<Task> list(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit of a list of tasks must be at least 1 (was %d)".formatted(limit));
        }
        return tasks.newest(limit);
    }

    @Override
    public boolean cancel(String id) {
        boolean cancelled = tasks.cancel(id);
        if (cancelled) {
            LOG.info("Cancelling of task {} was requested", id);
        }
        return cancelled;
    }

    @Override
    public List<String> queues() {
        return queues;
    }
}
