package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection that publishes. It is opened again by the next caller after it broke. Thread-safe. */
final class PublishingConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PublishingConnection.class);

    private final ConnectionFactory factory;
    private final String broker;
    private volatile Connection connection;
    private volatile String blockedBecause;
    private boolean everOpen;
    private boolean closed;

    /**
     * @param factory does not recover by itself: a batch that was begun before the recovery and ended after it would not notice that
     *     the confirmations of its first messages never come
     */
    PublishingConnection(ConnectionFactory factory) {
        this.factory = factory;
        this.broker = "%s:%d".formatted(factory.getHost(), factory.getPort());
    }

    String broker() {
        return broker;
    }

    /** @throws IOException while the broker takes no messages, for example for want of memory or disk */
    void checkNotBlocked() throws IOException {
        String reason = blockedBecause;
        if (reason != null) {
            throw new IOException("the broker takes no messages now: " + reason);
        }
    }

    Channel openChannel() throws IOException {
        Channel channel = open().createChannel();
        if (channel == null) {
            throw new IOException("the broker offers no more channels on this connection");
        }
        return channel;
    }

    /** Runs one request on a channel of its own, since a refused request closes its channel. */
    <T> T ask(Request<T> request) throws IOException {
        Channel channel = openChannel();
        try {
            return request.on(channel);
        } finally {
            if (channel.isOpen()) {
                channel.abort();
            }
        }
    }

    interface Request<T> {
        T on(Channel channel) throws IOException;
    }

    synchronized Connection open() throws IOException {
        if (closed) {
            throw new IOException("the publisher was stopped");
        }
        Connection current = connection;
        if (current != null && current.isOpen()) {
            return current;
        }
        try {
            current = factory.newConnection("flexcoop-publisher");
        } catch (TimeoutException e) {
            throw new IOException("the broker did not answer in time", e);
        }
        blockedBecause = null;
        current.addBlockedListener(reason -> blockedBecause = reason, () -> blockedBecause = null);
        current.addShutdownListener(cause -> {
            if (!cause.isInitiatedByApplication()) {
                LOG.warn("The AMQP broker at {} went away: {}", broker, cause.getMessage());
            }
        });
        if (everOpen) {
            LOG.info("The AMQP broker at {} is back", broker);
        }
        everOpen = true;
        connection = current;
        return current;
    }

    boolean isOpen() {
        Connection current = connection;
        return current != null && current.isOpen() && blockedBecause == null;
    }

    synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.abort(2_000);
        }
    }
}
