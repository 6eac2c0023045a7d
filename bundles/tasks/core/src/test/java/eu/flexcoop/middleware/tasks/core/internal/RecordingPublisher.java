package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.core.api.UnavailableException;

/** A broker that records what is published, passes it to consumers, and can be unavailable. */
final class RecordingPublisher implements AmqpPublisher {
    final List<String> published = new CopyOnWriteArrayList<>();
    final Set<String> declared = ConcurrentHashMap.newKeySet();
    /** Each receives each message, in the thread that publishes. */
    final List<Consumer<String>> consumers = new CopyOnWriteArrayList<>();

    final AtomicInteger batches = new AtomicInteger();
    /** Number of batches that are taken without a confirmation. */
    final AtomicInteger confirmationsToLose = new AtomicInteger();

    volatile boolean away;

    @Override
    public void publishTopics(String exchange, List<TopicMessage> messages) {
        throw new UnsupportedOperationException("not asked");
    }

    @Override
    public void declareTopics(String exchange) {
        throw new UnsupportedOperationException("not asked");
    }

    @Override
    public void publish(String queue, List<AmqpMessage> messages) {
        answer();
        if (!declared.contains(queue)) {
            throw new IllegalArgumentException("Queue " + queue + " was not declared");
        }
        batches.incrementAndGet();
        for (AmqpMessage message : messages) {
            published.add(message.id());
            consumers.forEach(consumer -> consumer.accept(message.id()));
        }
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
