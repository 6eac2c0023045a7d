package eu.flexcoop.middleware.amqp.api;

import java.util.Map;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes to durable queues and returns once the broker has confirmed. Thread-safe. */
@ProviderType
public interface AmqpPublisher {
    /**
     * Stores a persistent message in a queue.
     *
     * @param queue declared before with {@link #declareQueue}
     * @param messageId by which a consumer recognises a message that comes twice
     * @param headers texts and numbers only
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the broker did not confirm; the message may or may not
     *     be there, so publishing it again under the same id is right
     */
    void publish(String queue, String messageId, Map<String, Object> headers, byte[] body);

    /** Declares a durable FIFO queue and its error queue {@code <queue>.failed}; does nothing where they exist. */
    void declareQueue(String queue);

    /** Messages that wait in a queue now. */
    long depth(String queue);
}
