package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;
import eu.flexcoop.middleware.tasks.api.TaskWorker;

/**
 * The messages in the error queues of the task queues. They stay there until they are put back. Messages are looked at without being
 * acknowledged, so the broker keeps them whatever happens to this process; two who look at the same time share what they see.
 */
@Component(service = DeadLetters.class)
public final class FailedMessages implements DeadLetters {
    private static final int LONGEST_BODY = 100;

    private final TaskWorker worker;
    private final AmqpPublisher publisher;
    private final ConnectionFactory broker;
    private final Map<String, String> queues = new LinkedHashMap<>();

    @Activate
    public FailedMessages(
            @Reference TaskWorker worker,
            @Reference AmqpPublisher publisher,
            @Reference(target = "(server=amqp)") ConnectionFactory broker) {
        this.worker = worker;
        this.publisher = publisher;
        this.broker = broker.clone();
        // a channel that closes gives its messages back; there is nothing to recover
        this.broker.setAutomaticRecoveryEnabled(false);
        worker.queues().forEach(queue -> queues.put(TaskDispatchRoute.id(queue), worker.amqpQueue(queue)));
    }

    @Override
    public List<String> routes() {
        return List.copyOf(queues.keySet());
    }

    @Override
    public List<DeadLetter> list(String route, int most) {
        return withFailed(route, channel -> {
            List<DeadLetter> letters = new ArrayList<>();
            for (GetResponse message = next(channel, route);
                    message != null && letters.size() < most;
                    message = next(channel, route)) {
                letters.add(deadLetter(message));
            }
            return letters;
        });
    }

    private GetResponse next(Channel channel, String route) throws IOException {
        return channel.basicGet(queues.get(route) + TaskDispatchRoute.FAILED, false);
    }

    private static DeadLetter deadLetter(GetResponse message) {
        AMQP.BasicProperties properties = message.getProps();
        String body = new String(message.getBody(), StandardCharsets.UTF_8);
        Object reason = headers(message).getOrDefault(TaskDispatchRoute.REASON, "unknown");
        return new DeadLetter(
                id(message),
                "task " + body.substring(0, Math.min(body.length(), LONGEST_BODY)),
                Optional.ofNullable(properties.getTimestamp()).map(time -> time.toInstant()),
                reason.toString());
    }

    private static String id(GetResponse message) {
        return String.valueOf(message.getProps().getMessageId());
    }

    private static Map<String, Object> headers(GetResponse message) {
        return Optional.ofNullable(message.getProps().getHeaders()).orElse(Map.of());
    }

    @Override
    public long count(String route) {
        publisher.declareQueue(queues.get(route));
        return publisher.depth(queues.get(route) + TaskDispatchRoute.FAILED);
    }

    @Override
    public long retry(String route, Collection<String> ids) {
        Set<String> wanted = Set.copyOf(ids);
        return putBack(route, message -> wanted.contains(id(message)));
    }

    @Override
    public long retryAll(String route) {
        return putBack(route, any -> true);
    }

    /** Looks at as many as there are now: those that fail again meanwhile come to the end of the queue. */
    private long putBack(String route, Predicate<GetResponse> wanted) {
        long present = count(route);
        return withFailed(route, channel -> {
            long put = 0;
            for (long seen = 0; seen < present; seen++) {
                GetResponse message = next(channel, route);
                if (message == null) {
                    break;
                }
                if (wanted.test(message)) {
                    putBack(queues.get(route), message);
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                    put++;
                }
            }
            return put;
        });
    }

    /** A task that was given up gets a new message with its state; any other message is consumed once more as it is. */
    private void putBack(String queue, GetResponse message) {
        String task = new String(message.getBody(), StandardCharsets.UTF_8);
        if (!worker.retry(task)) {
            publisher.publish(queue, id(message), Map.of(), message.getBody());
        }
    }

    private interface Work<T> {
        T on(Channel channel) throws IOException;
    }

    private <T> T withFailed(String route, Work<T> work) {
        publisher.declareQueue(queues.get(route));
        try (Connection connection = broker.newConnection("flexcoop-dead-letters");
                Channel channel = connection.createChannel()) {
            return work.on(channel);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new UnavailableException(
                    "The AMQP broker at %s:%d did not show the error queue of %s: %s"
                            .formatted(broker.getHost(), broker.getPort(), route, e.getMessage()),
                    e);
        }
    }
}
