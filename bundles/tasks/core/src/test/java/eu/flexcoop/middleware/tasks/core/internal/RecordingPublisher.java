package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;

/** A broker that records what is published, passes it to consumers, and can be unavailable. */
final class RecordingPublisher implements AmqpPublisher {
    final List<String> published = new CopyOnWriteArrayList<>();
    final Set<String> declared = ConcurrentHashMap.newKeySet();
    /** Each receives each message, in the thread that publishes. */
    final List<Consumer<String>> consumers = new CopyOnWriteArrayList<>();

    /** Number of messages that are taken without a confirmation. */
    final AtomicInteger confirmationsToLose = new AtomicInteger();

    volatile boolean away;

    @Override
    public void publish(String queue, String messageId, Map<String, Object> headers, byte[] body) {
        answer();
        if (!declared.contains(queue)) {
            throw new IllegalStateException("Queue " + queue + " was not declared");
        }
        published.add(messageId);
        consumers.forEach(consumer -> consumer.accept(messageId));
        if (confirmationsToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new UnavailableException("The confirmation was lost", null);
        }
    }

    @Override
    public void declareQueue(String queue) {
        answer();
        declared.add(queue);
    }

    @Override
    public long depth(String queue) {
        answer();
        return published.size();
    }

    private void answer() {
        if (away) {
            throw new UnavailableException("The broker is away", null);
        }
    }
}
