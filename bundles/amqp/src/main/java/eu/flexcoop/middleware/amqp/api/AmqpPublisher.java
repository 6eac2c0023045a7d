package eu.flexcoop.middleware.amqp.api;

import java.util.List;
import java.util.Map;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes to durable queues and topic exchanges, and returns once the broker has confirmed. Thread-safe. */
@ProviderType
public interface AmqpPublisher {
    /**
     * Stores messages in a queue, in their order, and waits once for the confirmation of all.
     *
     * @param queue declared before with {@link #declareQueue}
     * @param messages none is allowed too
     * @throws IllegalArgumentException if the broker does not have the queue
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the broker did not confirm all of them; some or none of them
     *     may be stored, so publishing them again under the same ids is right
     */
    void publish(String queue, List<AmqpMessage> messages);

    /** As {@link #publish(String, List)}, for one message. */
    default void publish(String queue, String messageId, Map<String, Object> headers, byte[] body) {
        publish(queue, List.of(new AmqpMessage(messageId, headers, body)));
    }

    /** Declares a durable FIFO queue and its error queue {@code <queue>.failed}; does nothing where they exist. */
    void declareQueue(String queue);

    /**
     * Publishes to a topic exchange, in their order, and waits once for the confirmation of all. The broker drops a message for which no
     * queue is bound.
     *
     * @param exchange declared before with {@link #declareTopics}
     * @param messages none is allowed too
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the broker did not confirm all of them, also because it does
     *     not have the exchange; publishing them again under the same ids is right
     */
    void publishTopics(String exchange, List<TopicMessage> messages);

    /** Declares a durable topic exchange; does nothing where it exists. */
    void declareTopics(String exchange);

    /** Messages that wait in a queue now. */
    long depth(String queue);
}
