package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Publishes persistent messages to the default exchange, whose routing key is the name of a queue, and to topic exchanges. Each batch is sent on one channel in
 * confirm mode and then waits once for the confirmation of all its messages. Thread-safe; callers take turns.
 */
final class ConfirmedPublisher implements AmqpPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedPublisher.class);
    private static final int PERSISTENT = 2;

    private final PublishingConnection connection;
    private final Duration confirmTimeout;
    private final Set<String> declared = ConcurrentHashMap.newKeySet();
    private Channel channel;
    /** Set by the thread of the connection before it handles the confirmation of the same message. */
    private volatile boolean returned;

    /** @param confirmTimeout how long a confirmation is waited for */
    ConfirmedPublisher(PublishingConnection connection, Duration confirmTimeout) {
        this.connection = connection;
        this.confirmTimeout = confirmTimeout;
    }

    @Override
    public void publish(String queue, List<AmqpMessage> messages) {
        send(
                "publish to queue " + queue,
                channel -> {
                    for (AmqpMessage message : messages) {
                        channel.basicPublish(
                                "", queue, true, properties(message).build(), message.body());
                    }
                },
                // Broker-J refuses what has no queue, RabbitMQ returns it: the caller hears the same of both
                () -> depth(queue));
    }

    @Override
    public void publishTopics(String exchange, List<TopicMessage> messages) {
        send(
                "publish to exchange " + exchange,
                channel -> {
                    for (TopicMessage each : messages) {
                        AMQP.BasicProperties properties = properties(each.message())
                                .contentType(each.contentType())
                                .build();
                        // not mandatory: nobody needs to be interested in a topic
                        channel.basicPublish(
                                exchange,
                                each.routingKey(),
                                false,
                                properties,
                                each.message().body());
                    }
                },
                () -> {});
    }

    private interface Sending {
        void on(Channel channel) throws IOException;
    }

    /**
     * One batch at a time: all confirmations that the channel waits for belong to it.
     *
     * @param refused asks why, after the broker has refused something; may throw the answer
     */
    private synchronized void send(String what, Sending sending, Runnable refused) {
        try {
            Channel confirming = confirming();
            sending.on(confirming);
            // also closes the channel if the broker refuses a message or does not answer in time
            confirming.waitForConfirmsOrDie(confirmTimeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandonChannel();
            throw failed(what, e);
        } catch (TimeoutException e) {
            abandonChannel();
            throw failed(what, new IOException("no confirmation within " + confirmTimeout));
        } catch (IOException | ShutdownSignalException e) {
            abandonChannel();
            if (connection.isOpen()) {
                refused.run();
            }
            throw failed(what, e);
        } catch (RuntimeException e) { // the caller's mistake, such as a header of a type that AMQP does not have
            abandonChannel();
            throw e;
        }
        if (returned) { // brokers return a message for which there is no queue, and then confirm it all the same
            throw new IllegalArgumentException(
                    "The broker could not %s: there is no such queue, declare it first".formatted(what));
        }
    }

    /** The channel in confirm mode, opened again after it or its connection was closed. */
    private Channel confirming() throws IOException {
        connection.open(); // first, since a new connection is not blocked as the broken one was
        connection.checkNotBlocked();
        if (channel == null || !channel.isOpen()) {
            channel = connection.openChannel();
            channel.addReturnListener(message -> returned = true);
            channel.confirmSelect();
        }
        returned = false;
        return channel;
    }

    /** Messages of a batch that failed must not be waited for by the next one. */
    private void abandonChannel() {
        Channel abandoned = channel;
        channel = null;
        if (abandoned != null) {
            try {
                abandoned.abort();
            } catch (IOException e) {
                LOG.debug("The channel was closed already", e);
            }
        }
    }

    private static AMQP.BasicProperties.Builder properties(AmqpMessage message) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .messageId(message.id())
                .timestamp(Date.from(Instant.now()))
                .headers(message.headers());
    }

    @Override
    public void declareTopics(String exchange) {
        try {
            connection.ask(channel -> channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true));
        } catch (IOException | ShutdownSignalException e) {
            throw failed("declare topic exchange " + exchange, e);
        }
    }

    @Override
    public void declareQueue(String queue) {
        try {
            declare(queue);
            declare(failedQueue(queue));
            declared.add(queue);
        } catch (IOException | ShutdownSignalException e) {
            throw failed("declare queue " + queue, e);
        }
    }

    /** Without any queue arguments, because each broker knows others; one that exists with arguments stays as it is. */
    private void declare(String queue) throws IOException {
        try {
            connection.ask(channel -> channel.queueDeclare(queue, true, false, false, null));
        } catch (IOException e) {
            if (replyCode(e) != AMQP.PRECONDITION_FAILED) {
                throw e;
            }
            connection.ask(channel -> channel.queueDeclarePassive(queue));
        }
    }

    @Override
    public long depth(String queue) {
        try {
            return connection.ask((Channel channel) -> channel.messageCount(queue));
        } catch (IOException | ShutdownSignalException e) {
            if (replyCode(e) == AMQP.NOT_FOUND) {
                throw noSuchQueue(queue, e);
            }
            throw failed("count the messages of queue " + queue, e);
        }
    }

    /** The queues that were declared here since the start. */
    Set<String> declaredQueues() {
        return Set.copyOf(declared);
    }

    static String failedQueue(String queue) {
        return queue + ".failed";
    }

    private static int replyCode(Throwable e) {
        Throwable cause = e instanceof ShutdownSignalException ? e : e.getCause();
        return cause instanceof ShutdownSignalException shutdown
                        && shutdown.getReason() instanceof AMQP.Channel.Close close
                ? close.getReplyCode()
                : 0;
    }

    private UnavailableException failed(String what, Throwable cause) {
        return new UnavailableException(
                "The AMQP broker at %s did not %s: %s".formatted(connection.broker(), what, cause.getMessage()), cause);
    }

    private static IllegalArgumentException noSuchQueue(String queue, Throwable cause) {
        return new IllegalArgumentException("The broker has no queue '%s', declare it first".formatted(queue), cause);
    }
}
