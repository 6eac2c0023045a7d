package eu.flexcoop.middleware.amqp.api;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A message for whichever queues are bound to a topic exchange with a pattern that fits its routing key.
 *
 * @param routingKey words separated by dots, at most 255 bytes
 * @param contentType media type of the body
 */
public record TopicMessage(String routingKey, String contentType, AmqpMessage message) {
    private static final int LONGEST_KEY = 255;

    public TopicMessage {
        if (routingKey.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new IllegalArgumentException("Routing key '%s' is longer than 255 bytes".formatted(routingKey));
        }
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(message, "message");
    }
}
