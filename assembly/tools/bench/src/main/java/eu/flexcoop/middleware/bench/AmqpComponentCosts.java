package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.rabbitmq.RabbitMQComponent;

/** camel-rabbitmq beside the AMQP client: durable messages that the broker confirms, and a consumer that acknowledges each. */
final class AmqpComponentCosts implements AutoCloseable {
    private static final String NAME = "bench.components";
    private static final int ITEMS = 600;
    private static final int BATCH = 200;
    private static final long CONFIRMED_MILLIS = 30_000;
    private static final byte[] BODY = "{\"device_id\": \"404de147\", \"kwh\": 0.25}".getBytes(StandardCharsets.UTF_8);

    private final CamelContext camel;
    private final ComponentRounds rounds;
    private final ConnectionFactory factory = new ConnectionFactory();
    private final Connection connection;
    private final Channel channel;

    AmqpComponentCosts(CamelContext camel, String address, ComponentRounds rounds) throws Exception {
        this.camel = camel;
        this.rounds = rounds;
        factory.setUri(address);
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    List<Figure> measure() throws Exception {
        camel.getComponent("rabbitmq", RabbitMQComponent.class).setConnectionFactory(factory);
        channel.exchangeDeclare(NAME, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(NAME, true, false, false, null);
        channel.queueBind(NAME, NAME, "#");
        channel.confirmSelect();
        List<Figure> figures = new ArrayList<>();
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            figures.addAll(rounds.compare("messages/s", ITEMS, publications(template)));
        }
        channel.queuePurge(NAME);
        Map<String, ComponentRounds.Work> consumers = new LinkedHashMap<>();
        consumers.put("AMQP client: publish, consume with prefetch 1", this::consume);
        consumers.put("  camel-rabbitmq: the same messages", this::consumeByCamel);
        figures.addAll(rounds.compare("messages/s", ITEMS, consumers));
        return figures;
    }

    private Map<String, ComponentRounds.Work> publications(ProducerTemplate template) {
        String endpoint =
                """
                rabbitmq:%s?exchangeType=topic&skipQueueDeclare=true&skipQueueBind=true&autoDelete=false\
                &publisherAcknowledgements=true&publisherAcknowledgementsTimeout=%d"""
                        .formatted(NAME, CONFIRMED_MILLIS);
        Map<String, ComponentRounds.Work> ways = new LinkedHashMap<>();
        ways.put("AMQP client: publish, each message confirmed", () -> publish(NAME, 1));
        ways.put("  camel-rabbitmq: publish, each message confirmed", () -> {
            for (int i = 0; i < ITEMS; i++) {
                template.sendBodyAndHeaders(
                        endpoint, BODY, Map.of("rabbitmq.ROUTING_KEY", "a.b", "rabbitmq.DELIVERY_MODE", 2));
            }
        });
        ways.put("  AMQP client: publish, 200 messages per confirmation", () -> publish(NAME, BATCH));
        return ways;
    }

    private void publish(String exchange, int perConfirmation) throws Exception {
        for (int i = 1; i <= ITEMS; i++) {
            channel.basicPublish(exchange, exchange.isEmpty() ? NAME : "a.b", MessageProperties.PERSISTENT_BASIC, BODY);
            if (i % perConfirmation == 0) {
                channel.waitForConfirmsOrDie(CONFIRMED_MILLIS);
            }
        }
    }

    private void consume() throws Exception {
        publish("", BATCH);
        CountDownLatch left = new CountDownLatch(ITEMS);
        try (Channel own = connection.createChannel()) {
            own.basicQos(1);
            own.basicConsume(
                    NAME,
                    false,
                    (tag, message) -> {
                        own.basicAck(message.getEnvelope().getDeliveryTag(), false);
                        left.countDown();
                    },
                    tag -> {});
            left.await();
        }
    }

    private void consumeByCamel() throws Exception {
        publish("", BATCH);
        CountDownLatch left = new CountDownLatch(ITEMS);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("rabbitmq:tasks?queue=" + NAME + "&durable=true&autoDelete=false&skipExchangeDeclare=true"
                                + "&skipQueueBind=true&autoAck=false&prefetchEnabled=true&prefetchCount=1&prefetchSize=0"
                                + "&prefetchGlobal=false")
                        .routeId(NAME)
                        .process(any -> left.countDown());
            }
        });
        left.await();
        camel.getRouteController().stopRoute(NAME);
        camel.removeRoute(NAME);
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            channel.queueDelete(NAME);
            channel.exchangeDelete(NAME);
        }
    }
}
