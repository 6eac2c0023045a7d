package eu.flexcoop.middleware.amqp.api;

import java.util.Map;
import java.util.Objects;

/**
 * A persistent message.
 *
 * @param id by which a consumer recognises a duplicate
 * @param headers texts and numbers only
 * @param body is not copied, so it must not be changed
 */
public record AmqpMessage(String id, Map<String, Object> headers, byte[] body) {
    public AmqpMessage {
        Objects.requireNonNull(id, "id");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
