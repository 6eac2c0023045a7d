package eu.flexcoop.middleware.tasks.core.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.core.internal.TaskOutbox.OutboxMessage;

/**
 * Publishes the messages of the outbox in the order in which their tasks were submitted, and removes them once the broker has
 * confirmed them. A crash between the two leaves messages that come twice, which the claims of tasks make harmless.
 */
@Component(service = OutboxPublisher.class, immediate = true, configurationPid = TasksConfig.PID)
public final class OutboxPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final int BATCH = 200;
    /** A task that has been queued for longer, while the broker's queue is empty, has lost its message. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);
    /** A broker loses its queues rarely; a task whose message is gone more often cannot be started. */
    private static final int MAX_REPUBLICATIONS = 5;

    private final TaskCollection collection;
    private final TaskOutbox outbox;
    private final AmqpPublisher publisher;
    private final List<String> queues;
    private final Duration interval;
    private final Set<String> declared = new HashSet<>();
    private final Thread thread;
    private Instant nextSearch = Instant.now().plus(LOST_AFTER);
    private volatile boolean stopped;
    private volatile Optional<String> failure = Optional.empty();

    @Activate
    public OutboxPublisher(
            @Reference TaskCollection collection, @Reference AmqpPublisher publisher, TasksConfig config) {
        this.collection = collection;
        this.outbox = new TaskOutbox(collection);
        this.publisher = publisher;
        this.queues = QueueNames.parse(config.queues());
        this.interval = Duration.parse(config.outboxInterval());
        this.thread = new Thread(this::publishUntilStopped, "task-outbox");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Deactivate
    public void stop() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(Duration.ofSeconds(5).toMillis());
    }

    /** Why messages do not reach the broker at the moment; empty if they do. */
    Optional<String> failure() {
        return failure;
    }

    private void publishUntilStopped() {
        while (!stopped) {
            try {
                publishDue();
                searchLostMessages();
                recovered();
            } catch (UnavailableException e) {
                failed(e);
            } catch (RuntimeException e) {
                // also a driver that is closed while the middleware stops; nothing may end this thread for good
                if (!stopped) {
                    failure = Optional.of(String.valueOf(e.getMessage()));
                    LOG.error("Messages of tasks could not be published", e);
                }
            }
            try {
                collection.awaitOutbox(interval);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void publishDue() {
        List<OutboxMessage> due;
        do {
            due = outbox.due(BATCH);
            Map<String, List<AmqpMessage>> batches = new LinkedHashMap<>();
            for (OutboxMessage message : due) {
                batches.computeIfAbsent(QueueNames.amqp(message.queue()), queue -> new ArrayList<>())
                        .add(amqp(message));
            }
            batches.forEach(this::publish);
            if (!due.isEmpty()) {
                outbox.remove(due);
                LOG.debug("Published {} messages of tasks", due.size());
            }
        } while (due.size() == BATCH && !stopped);
    }

    private static AmqpMessage amqp(OutboxMessage message) {
        String task = message.task().toHexString();
        return new AmqpMessage(task, Map.of("type", message.type()), task.getBytes(StandardCharsets.UTF_8));
    }

    private void publish(String queue, List<AmqpMessage> messages) {
        declare(queue);
        try {
            publisher.publish(queue, messages);
        } catch (IllegalArgumentException e) {
            LOG.info("Declaring queue {} again because the broker does not have it", queue);
            publisher.declareQueue(queue);
            publisher.publish(queue, messages);
        }
    }

    private void declare(String queue) {
        if (!declared.contains(queue)) {
            publisher.declareQueue(queue);
            declared.add(queue);
        }
    }

    /** A broker that comes back without its data has no messages for tasks that are queued. */
    private void searchLostMessages() {
        Instant now = Instant.now();
        if (now.isBefore(nextSearch)) {
            return;
        }
        nextSearch = now.plus(LOST_AFTER);
        for (String queue : queues) {
            long queued = outbox.publishedBefore(queue, LOST_AFTER);
            if (queued > 0 && isEmpty(QueueNames.amqp(queue))) {
                LOG.warn("The broker has no messages for {} tasks in queue {}, publishing them again", queued, queue);
                long failed = outbox.publishAgain(queue, LOST_AFTER, MAX_REPUBLICATIONS);
                if (failed > 0) {
                    LOG.warn(
                            "{} tasks in queue {} failed: no worker started them after {} further messages",
                            failed,
                            queue,
                            MAX_REPUBLICATIONS);
                }
            }
        }
    }

    private boolean isEmpty(String queue) {
        declare(queue);
        return publisher.depth(queue) == 0;
    }

    private void failed(UnavailableException e) {
        declared.clear();
        if (failure.isEmpty() && !stopped) {
            LOG.warn("Messages of tasks are not published, trying again every {}: {}", interval, e.getMessage());
        }
        failure = Optional.of(e.getMessage());
    }

    private void recovered() {
        if (failure.isPresent()) {
            LOG.info("Messages of tasks are published again");
            failure = Optional.empty();
        }
    }
}
