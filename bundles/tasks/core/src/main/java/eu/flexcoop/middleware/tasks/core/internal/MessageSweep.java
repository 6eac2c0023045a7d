package eu.flexcoop.middleware.tasks.core.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
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

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Tells the broker of the tasks that wait, in the order in which they were submitted, and notes what it confirmed. The only
 * one who publishes, so a crash at any moment leaves at most a message that comes twice.
 */
@Component(service = MessageSweep.class, immediate = true, configurationPid = TasksConfig.PID)
public final class MessageSweep {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSweep.class);
    private static final int BATCH = 200;
    /** After this time a waiting task with no message in an empty queue tells that the broker lost it. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);

    private final TaskCollection collection;
    private final OwedMessages owed;
    private final AmqpPublisher publisher;
    private final List<String> queues;
    private final Duration pause;
    private final Set<String> declared = new HashSet<>();
    private final Thread thread;
    private Instant nextSearch = Instant.now().plus(LOST_AFTER);
    private volatile boolean stopped;
    private volatile Optional<String> trouble = Optional.empty();

    @Activate
    public MessageSweep(@Reference TaskCollection collection, @Reference AmqpPublisher publisher, TasksConfig config) {
        this.collection = collection;
        this.owed = new OwedMessages(collection);
        this.publisher = publisher;
        this.queues = QueueNames.parse(config.queues());
        this.pause = Duration.parse(config.sweep());
        this.thread = new Thread(this::sweepUntilStopped, "task-messages");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Deactivate
    public void stop() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(Duration.ofSeconds(5).toMillis());
    }

    /** Why messages do not reach the broker at the moment, where they do not. */
    Optional<String> trouble() {
        return trouble;
    }

    private void sweepUntilStopped() {
        while (!stopped) {
            try {
                sweep();
                searchLostMessages();
                recovered();
                collection.awaitOwed(pause);
            } catch (UnavailableException e) {
                troubled(e);
                pauseUnlessStopped();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // a driver closed under us while the middleware stops; anything else must not end the sweep for good
                if (!stopped) {
                    LOG.error("Messages of tasks could not be published", e);
                }
                pauseUnlessStopped();
            }
        }
    }

    private void sweep() {
        List<OwedMessages.OwedMessage> due;
        do {
            due = owed.due(BATCH);
            for (OwedMessages.OwedMessage message : due) {
                publish(message);
            }
        } while (due.size() == BATCH && !stopped);
    }

    private void publish(OwedMessages.OwedMessage message) {
        String task = message.task().toHexString();
        String queue = declare(message.queue());
        try {
            send(queue, task, message.type());
        } catch (IllegalArgumentException e) {
            LOG.info("Declaring queue {} again, the broker has lost it", queue);
            publisher.declareQueue(queue);
            send(queue, task, message.type());
        }
        owed.published(message);
        LOG.debug("Published task {} to {}", task, queue);
    }

    private void send(String queue, String task, String type) {
        publisher.publish(queue, task, Map.of("type", type), task.getBytes(StandardCharsets.UTF_8));
    }

    private String declare(String queue) {
        String name = QueueNames.amqp(queue);
        if (!declared.contains(name)) {
            publisher.declareQueue(name);
            declared.add(name);
        }
        return name;
    }

    /** A broker that comes back without its data has no messages for tasks that wait. */
    private void searchLostMessages() {
        Instant now = Instant.now();
        if (now.isBefore(nextSearch)) {
            return;
        }
        nextSearch = now.plus(LOST_AFTER);
        for (String queue : queues) {
            long waiting = owed.publishedLongAgo(queue, LOST_AFTER);
            if (waiting > 0 && publisher.depth(declare(queue)) == 0) {
                LOG.warn(
                        "The broker has no messages for {} waiting tasks of queue {}, publishing them again",
                        waiting,
                        queue);
                owed.oweAgain(queue, LOST_AFTER);
            }
        }
    }

    private void troubled(UnavailableException e) {
        declared.clear();
        if (trouble.isEmpty() && !stopped) {
            LOG.warn("Tasks wait for their servers, trying again every {}: {}", pause, e.getMessage());
        }
        trouble = Optional.of(e.getMessage());
    }

    private void recovered() {
        if (trouble.isPresent()) {
            LOG.info("Messages of tasks are published again");
            trouble = Optional.empty();
        }
    }

    private void pauseUnlessStopped() {
        try {
            collection.awaitOwed(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
