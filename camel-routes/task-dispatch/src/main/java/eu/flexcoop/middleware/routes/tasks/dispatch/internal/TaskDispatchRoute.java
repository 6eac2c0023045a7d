package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.rabbitmq.client.ConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.rabbitmq.RabbitMQComponent;
import org.apache.camel.component.rabbitmq.RabbitMQConstants;
import org.apache.camel.support.LoggingExceptionHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.tasks.api.TaskWorker;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;

/**
 * Consumes the messages of each task queue one after the other and has the worker run their tasks. The worker records the outcome of
 * a task; the route decides on the message: it is acknowledged after the run, delivered again while a server is unavailable, and moved
 * to the error queue {@code <queue>.failed} after any other error, so that it cannot block its queue; its task fails then, unless it
 * runs or has ended.
 */
@Component(service = RoutesBuilder.class)
public final class TaskDispatchRoute extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDispatchRoute.class);
    /** What the name of an error queue ends with. */
    static final String FAILED = ".failed";
    /** Header of a message in an error queue. */
    static final String REASON = "reason";

    private static final int MAX_BODY_LENGTH = 1024;
    private static final String DEBUG_LOG = "taskConsumerDebugLog";

    private final TaskWorker worker;
    private final AmqpPublisher publisher;
    private final ConnectionFactory broker;

    @Activate
    public TaskDispatchRoute(
            @Reference TaskWorker worker,
            @Reference AmqpPublisher publisher,
            @Reference(target = "(server=amqp)") ConnectionFactory broker) {
        this.worker = worker;
        this.publisher = publisher;
        // camel-rabbitmq opens channels again by itself; if the client did so as well there would be two consumers
        this.broker = broker.clone();
        this.broker.setAutomaticRecoveryEnabled(false);
        this.broker.setTopologyRecoveryEnabled(false);
    }

    @Override
    public void configure() {
        RabbitMQComponent amqp = getContext().getComponent("rabbitmq", RabbitMQComponent.class);
        amqp.setConnectionFactory(broker);
        // the routing bundle logs a series of failures once; the consumer would log each of them
        getContext()
                .getRegistry()
                .bind(DEBUG_LOG, new LoggingExceptionHandler(getContext(), getClass(), LoggingLevel.DEBUG));

        onException(UnavailableException.class)
                .maximumRedeliveries(-1)
                .redeliveryDelay(1_000)
                .useExponentialBackOff()
                .maximumRedeliveryDelay(10_000)
                .retryAttemptedLogLevel(LoggingLevel.DEBUG)
                .onRedelivery(this::logFirstRedelivery);
        onException(UnknownTaskException.class)
                .maximumRedeliveries(0)
                .handled(true)
                .process(this::moveToErrorQueue);
        onException(Exception.class)
                .maximumRedeliveries(2)
                .redeliveryDelay(1_000)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .handled(true)
                .process(this::moveToErrorQueue);

        worker.queues().forEach(this::consume);
    }

    private void consume(String queue) {
        String name = worker.amqpQueue(queue);
        from(("rabbitmq:tasks?queue=%s&durable=true&autoDelete=false&skipExchangeDeclare=true&skipQueueBind=true"
                                + "&autoAck=false&reQueue=true&concurrentConsumers=1&threadPoolSize=2"
                                + "&prefetchEnabled=true&prefetchCount=1&prefetchSize=0&prefetchGlobal=false"
                                + "&networkRecoveryInterval=1000&exceptionHandler=#%s")
                        .formatted(name, DEBUG_LOG))
                .routeId(id(queue))
                .process(new ForeignHeaders())
                .removeHeader(RabbitMQConstants.REQUEUE)
                .setProperty("queue", constant(name))
                .process(this::run);
    }

    /** Id of the route of a task queue. */
    static String id(String queue) {
        return "task-dispatch-" + queue;
    }

    private void run(Exchange exchange) {
        worker.run(taskId(exchange));
    }

    private void logFirstRedelivery(Exchange exchange) {
        if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) == 1) {
            LOG.warn(
                    "Message of task {} is delivered again until its server is available: {}",
                    taskId(exchange),
                    failure(exchange));
        }
    }

    /**
     * Publishes, then fails the task, then acknowledges, because not every broker dead-letters rejected messages, and because the
     * message of a task that stays queued would be published again.
     */
    private void moveToErrorQueue(Exchange exchange) {
        String queue = exchange.getProperty("queue", String.class);
        String id = Optional.ofNullable(exchange.getMessage().getHeader(RabbitMQConstants.MESSAGE_ID, String.class))
                .orElseGet(() -> UUID.randomUUID().toString());
        publisher.declareQueue(queue);
        publisher.publish(
                queue + FAILED,
                id,
                Map.of(REASON, failure(exchange)),
                exchange.getMessage().getBody(byte[].class));
        LOG.warn("Moved message {} of queue {} to {}.failed: {}", id, queue, queue, failure(exchange));
        giveUp(taskId(exchange), failure(exchange));
    }

    private void giveUp(String task, String reason) {
        try {
            worker.giveUp(task, reason);
        } catch (MiddlewareException e) {
            // the message is safe in the error queue; a task that stays queued is published again a few times, then it
            // fails
            LOG.warn("Task {} could not be failed: {}", task, e.getMessage());
        }
    }

    private static String failure(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    /** The id of a task. A body that cannot be an id is replaced, so that foreign text does not get into messages and logs. */
    private static String taskId(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null || body.length > MAX_BODY_LENGTH
                ? "?"
                : new String(body, StandardCharsets.UTF_8).replaceAll("[^ -~]", "?");
    }
}
