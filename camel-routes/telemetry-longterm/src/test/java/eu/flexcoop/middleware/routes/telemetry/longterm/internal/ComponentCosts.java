package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import com.sun.management.OperatingSystemMXBean;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.rabbitmq.RabbitMQComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateBroker;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.awaitility.Awaitility.await;

/**
 * Measures Camel's components beside the plain clients: the same items against the same servers in one JVM, in rounds that take turns.
 * Not part of the build; the figures are in docs/adr. Run it with
 * {@code ./mvnw test -pl camel-routes/telemetry-longterm -Dtest=ComponentCosts -Dsurefire.useFile=false}.
 */
@NeedsMongod
class ComponentCosts {
    private static final int ROUNDS = 7;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ProducerTemplate template;

    private interface Work {
        void run() throws Exception;
    }

    @BeforeEach
    void startCamel() {
        camel.disableJMX();
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    /** The first round warms up. */
    private static void compare(String what, int items, Map<String, Work> variants) throws Exception {
        Map<String, List<double[]>> rounds = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (Map.Entry<String, Work> variant : variants.entrySet()) {
                long cpu = SYSTEM.getProcessCpuTime();
                long time = System.nanoTime();
                variant.getValue().run();
                double micros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / items;
                double clock = (System.nanoTime() - time) / 1e3 / items;
                if (round > 0) {
                    rounds.computeIfAbsent(variant.getKey(), any -> new ArrayList<>())
                            .add(new double[] {micros, clock});
                }
            }
        }
        rounds.forEach((name, measured) -> System.out.printf(
                "%-22s %-44s CPU %s us/item, clock %s us/item%n",
                what, name, figures(measured, 0), figures(measured, 1)));
    }

    private static String figures(List<double[]> measured, int column) {
        double[] sorted =
                measured.stream().mapToDouble(each -> each[column]).sorted().toArray();
        return "%.1f (%.1f-%.1f)".formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    @Test
    void mongodb() throws Exception {
        try (PrivateMongod mongod = PrivateMongod.startOrSkip()) {
            camel.getRegistry().bind("client", mongod.client());
            MongoCollection<Document> collection = mongod.database().getCollection("costs");
            String endpoint =
                    "mongodb:client?database=%s&collection=costs&operation=".formatted(PrivateMongod.DATABASE);
            int items = 1_000;
            Map<String, Work> writes = new LinkedHashMap<>();
            writes.put("client, 500 updates per bulk", () -> {
                for (List<WriteModel<Document>> batch : updates(items)) {
                    collection.bulkWrite(batch, new BulkWriteOptions().ordered(false));
                }
            });
            writes.put("camel-mongodb, the same bulk", () -> {
                for (List<WriteModel<Document>> batch : updates(items)) {
                    template.requestBodyAndHeader(endpoint + "bulkWrite", batch, "CamelMongoDbBulkOrdered", false);
                }
            });
            writes.put("camel-mongodb, one update per exchange", () -> {
                for (int i = 0; i < items; i++) {
                    List<Object> update = List.of(
                            Filters.eq("_id", "device " + i),
                            Updates.combine(Updates.set("kwh", 0.25 * i), Updates.set("verified_kwh", true)));
                    template.requestBodyAndHeader(endpoint + "update", update, "CamelMongoDbUpsert", true);
                }
            });
            compare("mongodb write", items, writes);
            Map<String, Work> reads = new LinkedHashMap<>();
            reads.put("client, find", () -> collection.find().into(new ArrayList<>()));
            reads.put("camel-mongodb, findAll", () -> template.requestBody(endpoint + "findAll", "{}"));
            compare("mongodb read", items, reads);
        }
    }

    private static List<List<WriteModel<Document>>> updates(int items) {
        List<List<WriteModel<Document>>> batches = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            if (i % 500 == 0) {
                batches.add(new ArrayList<>());
            }
            batches.get(batches.size() - 1)
                    .add(new UpdateOneModel<>(
                            Filters.eq("_id", "device " + i),
                            Updates.combine(Updates.set("kwh", 0.25 * i), Updates.set("verified_kwh", true)),
                            new UpdateOptions().upsert(true)));
        }
        return batches;
    }

    @Test
    void amqp() throws Exception {
        try (PrivateBroker broker = PrivateBroker.startOrSkip()) {
            com.rabbitmq.client.ConnectionFactory factory = new com.rabbitmq.client.ConnectionFactory();
            factory.setUri(broker.uri());
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                factory.newConnection().close();
                return true;
            });
            camel.getComponent("rabbitmq", RabbitMQComponent.class).setConnectionFactory(factory);
            byte[] body = "{\"device_id\": \"404de147\", \"kwh\": 0.25}".getBytes(StandardCharsets.UTF_8);
            try (com.rabbitmq.client.Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.exchangeDeclare("costs", BuiltinExchangeType.TOPIC, true);
                channel.queueDeclare("costs", true, false, false, null);
                channel.queueBind("costs", "costs", "#");
                channel.confirmSelect();
                int items = 1_000;
                Map<String, Work> publishing = new LinkedHashMap<>();
                publishing.put("client, 200 messages per confirmation", () -> {
                    for (int i = 0; i < items; i++) {
                        channel.basicPublish("costs", "a.b.c", MessageProperties.PERSISTENT_BASIC, body);
                        if (i % 200 == 199) {
                            channel.waitForConfirmsOrDie(10_000);
                        }
                    }
                });
                publishing.put("client, one message per confirmation", () -> {
                    for (int i = 0; i < items; i++) {
                        channel.basicPublish("costs", "a.b.c", MessageProperties.PERSISTENT_BASIC, body);
                        channel.waitForConfirmsOrDie(10_000);
                    }
                });
                String endpoint = "rabbitmq:costs?exchangeType=topic&skipQueueDeclare=true&skipQueueBind=true"
                        + "&autoDelete=false&publisherAcknowledgements=true&publisherAcknowledgementsTimeout=10000";
                publishing.put("camel-rabbitmq, publisherAcknowledgements", () -> {
                    for (int i = 0; i < items; i++) {
                        template.sendBodyAndHeaders(
                                endpoint, body, Map.of("rabbitmq.ROUTING_KEY", "a.b.c", "rabbitmq.DELIVERY_MODE", 2));
                    }
                });
                compare("amqp publish", items, publishing);
                channel.queuePurge("costs");

                Map<String, Work> consuming = new LinkedHashMap<>();
                consuming.put("client, prefetch 1", () -> consume(channel, connection, items, body));
                consuming.put("camel-rabbitmq, prefetch 1", () -> consumeByCamel(channel, items, body));
                compare("amqp publish+consume", items, consuming);
            }
        }
    }

    private static void fill(Channel channel, int items, byte[] body) throws Exception {
        for (int i = 0; i < items; i++) {
            channel.basicPublish("", "costs", MessageProperties.PERSISTENT_BASIC, body);
        }
        channel.waitForConfirmsOrDie(30_000);
    }

    private static void consume(Channel filling, com.rabbitmq.client.Connection connection, int items, byte[] body)
            throws Exception {
        fill(filling, items, body);
        CountDownLatch left = new CountDownLatch(items);
        try (Channel channel = connection.createChannel()) {
            channel.basicQos(1);
            channel.basicConsume(
                    "costs",
                    false,
                    (tag, message) -> {
                        channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                        left.countDown();
                    },
                    tag -> {});
            left.await();
        }
    }

    private void consumeByCamel(Channel filling, int items, byte[] body) throws Exception {
        fill(filling, items, body);
        CountDownLatch left = new CountDownLatch(items);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("rabbitmq:tasks?queue=costs&durable=true&autoDelete=false&skipExchangeDeclare=true"
                                + "&skipQueueBind=true&autoAck=false&prefetchEnabled=true&prefetchCount=1&prefetchSize=0"
                                + "&prefetchGlobal=false")
                        .routeId("consume")
                        .process(any -> left.countDown());
            }
        });
        left.await();
        camel.getRouteController().stopRoute("consume");
        camel.removeRoute("consume");
    }
}
