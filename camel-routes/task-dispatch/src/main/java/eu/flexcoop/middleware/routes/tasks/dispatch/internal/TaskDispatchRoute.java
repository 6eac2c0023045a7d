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
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.api.ForeignHeaders;
import eu.flexcoop.middleware.tasks.api.TaskWorker;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;

/**
 * Has the worker do the tasks of each queue, one after the other. What a task ends with is the worker's business; here only the
 * message matters: acknowledged after the work, kept while a server is away, moved to {@code <queue>.failed} if it is none of
 * ours.
 */
@Component(service = RoutesBuilder.class)
public final class TaskDispatchRoute extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDispatchRoute.class);
    private static final int LONGEST_BODY = 1024;
    private static final String QUIET = "quietTaskConsumer";

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
        // a failed exchange is reported where routes are run, once and not each time
        getContext()
                .getRegistry()
                .bind(QUIET, new LoggingExceptionHandler(getContext(), getClass(), LoggingLevel.DEBUG));

        onException(UnavailableException.class)
                .maximumRedeliveries(-1)
                .redeliveryDelay(1_000)
                .useExponentialBackOff()
                .maximumRedeliveryDelay(10_000)
                .retryAttemptedLogLevel(LoggingLevel.DEBUG)
                .onRedelivery(this::waitForServer);
        onException(UnknownTaskException.class)
                .maximumRedeliveries(0)
                .handled(true)
                .process(this::moveToFailed);
        onException(Exception.class)
                .maximumRedeliveries(2)
                .redeliveryDelay(1_000)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .handled(true)
                .process(this::moveToFailed);

        worker.queues().forEach(this::consume);
    }

    private void consume(String queue) {
        String name = worker.amqpQueue(queue);
        from(("rabbitmq:tasks?queue=%s&durable=true&autoDelete=false&skipExchangeDeclare=true&skipQueueBind=true"
                                + "&autoAck=false&reQueue=true&concurrentConsumers=1&threadPoolSize=2"
                                + "&prefetchEnabled=true&prefetchCount=1&prefetchSize=0&prefetchGlobal=false"
                                + "&networkRecoveryInterval=1000&exceptionHandler=#%s")
                        .formatted(name, QUIET))
                .routeId("task-dispatch-" + queue)
                .process(new ForeignHeaders())
                .removeHeader(RabbitMQConstants.REQUEUE)
                .setProperty("queue", constant(name))
                .process(this::run);
    }

    private void run(Exchange exchange) {
        worker.run(text(exchange));
    }

    private void waitForServer(Exchange exchange) {
        if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) == 1) {
            LOG.warn("Task {} waits for its server: {}", text(exchange), failure(exchange));
        }
    }

    /** By publishing and then acknowledging, because not every broker dead-letters what is rejected. */
    private void moveToFailed(Exchange exchange) {
        String queue = exchange.getProperty("queue", String.class);
        String id = Optional.ofNullable(exchange.getMessage().getHeader(RabbitMQConstants.MESSAGE_ID, String.class))
                .orElseGet(() -> UUID.randomUUID().toString());
        publisher.declareQueue(queue);
        publisher.publish(
                queue + ".failed",
                id,
                Map.of("reason", failure(exchange)),
                exchange.getMessage().getBody(byte[].class));
        LOG.warn("Moved message {} of queue {} to {}.failed: {}", id, queue, queue, failure(exchange));
    }

    private static String failure(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    /** A body that is too long for an id is none, and is not put into messages and logs either. */
    private static String text(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null || body.length > LONGEST_BODY
                ? "?"
                : new String(body, StandardCharsets.UTF_8).replaceAll("[^ -~]", "?");
    }
}
