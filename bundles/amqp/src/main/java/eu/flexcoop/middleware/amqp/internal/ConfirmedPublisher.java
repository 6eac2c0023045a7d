package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;

/** Publishes persistent messages to the default exchange, whose routing key is the name of a queue. */
final class ConfirmedPublisher implements AmqpPublisher {
    private static final int PERSISTENT = 2;

    private final PublishingConnection connection;
    private final Duration confirmTimeout;
    private final Set<String> declared = ConcurrentHashMap.newKeySet();

    /** @param confirmTimeout how long a confirmation is waited for */
    ConfirmedPublisher(PublishingConnection connection, Duration confirmTimeout) {
        this.connection = connection;
        this.confirmTimeout = confirmTimeout;
    }

    @Override
    public void publish(String queue, List<AmqpMessage> messages) {
        try {
            ConfirmChannel channel = connection.channel();
            List<CompletableFuture<Void>> confirmations = new ArrayList<>(messages.size());
            for (AmqpMessage message : messages) {
                confirmations.add(channel.send(queue, properties(message), message.body()));
            }
            CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new))
                    .get(confirmTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (connection.isOpen()) {
                depth(queue); // Broker-J refuses what has no queue, RabbitMQ returns it: the caller hears the same of
                // both
            }
            throw failed("publish to queue " + queue, e.getCause());
        } catch (TimeoutException e) {
            throw failed("publish to queue " + queue, new IOException("no confirmation within " + confirmTimeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("publish to queue " + queue, e);
        } catch (IOException | ShutdownSignalException e) {
            throw failed("publish to queue " + queue, e);
        }
    }

    private static AMQP.BasicProperties properties(AmqpMessage message) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .messageId(message.id())
                .timestamp(Date.from(Instant.now()))
                .headers(message.headers())
                .build();
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
                throw new IllegalArgumentException(new NoSuchQueueException(queue).getMessage(), e);
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

    private RuntimeException failed(String what, Throwable cause) {
        if (cause instanceof NoSuchQueueException) {
            return new IllegalArgumentException(cause.getMessage(), cause);
        }
        return new UnavailableException(
                "The AMQP broker at %s did not %s: %s".formatted(connection.broker(), what, cause.getMessage()), cause);
    }
}
