package eu.flexcoop.middleware.routes.results.publish.internal;

import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.analytics.api.ResultOutbox;
import eu.flexcoop.middleware.analytics.core.internal.ResultRuns;
import eu.flexcoop.middleware.analytics.core.internal.StoredResultOutbox;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.testing.NeedsBroker;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateBroker;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The route between a real mongod and a real broker. */
@Timeout(120)
@NeedsMongod
@NeedsBroker
class ResultsPublishTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Instant COMPUTED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Set<String> QUALITY = Set.of("quality");

    private static PrivateMongod mongod;
    private static PrivateBroker broker;
    private static ConnectionFactory factory;

    private final List<CamelContext> nodes = new ArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final String queue = "consumer-" + new ObjectId();
    private MongoCollections mongo;
    private ResultRuns runs;
    private ResultOutbox outbox;
    private PublishProgress progress;

    @BeforeAll
    static void startServers() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        broker = PrivateBroker.startOrSkip();
        factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            factory.newConnection().close();
            return true;
        });
    }

    @AfterAll
    static void stopServers() {
        if (broker != null) {
            broker.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabaseAndAConsumer() throws Exception {
        mongod.database().drop();
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        runs = new ResultRuns(mongo);
        outbox = new StoredResultOutbox(mongo, runs);
        progress = new PublishProgress(outbox, new SimpleMeterRegistry(), config("quality"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("test.results", BuiltinExchangeType.TOPIC, true);
            channel.queueDeclare(queue, true, false, false, null);
            channel.queueBind(queue, "test.results", "quality.coop%2Eexample.*");
        }
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(CamelContext::stop);
        progress.close();
    }

    private static PublishConfig config(String modules) {
        return new PublishConfig() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return PublishConfig.class;
            }

            @Override
            public String modules() {
                return modules;
            }

            @Override
            public String exchange() {
                return "test.results";
            }

            @Override
            public String period() {
                return "PT0.05S";
            }

            @Override
            public int batch() {
                return 10;
            }

            @Override
            public String lag() {
                return "PT1M";
            }
        };
    }

    private CamelContext startNode(String modules) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        node.addRoutes(new ResultsPublishRoute(outbox, new Publisher(), progress, config(modules)));
        nodes.add(node);
        return node;
    }

    /** Stores the results of a run, one for each device, as analytics.core does. */
    private void run(String module, String task, int devices) {
        runs.begin(module, task);
        List<Document> results = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            results.add(new Document("device_id", "%s-%03d".formatted(task, i))
                    .append("account_id", "account " + i)
                    .append("aggregator_id", "coop.example")
                    .append("kwh", 0.5)
                    .append("task_id", task)
                    .append("computed_at", Date.from(COMPUTED))
                    .append("_updated", new Date()));
        }
        mongo.database().getCollection("result_" + module).insertMany(results);
        runs.end(module, task);
    }

    private List<GetResponse> received() throws Exception {
        List<GetResponse> received = new ArrayList<>();
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
                received.add(next);
            }
        }
        return received;
    }

    private void awaitPublished() {
        await().atMost(TIMEOUT).until(() -> outbox.waiting(QUALITY) == 0);
    }

    private static Set<String> ids(List<GetResponse> messages) {
        Set<String> ids = new TreeSet<>();
        messages.forEach(message -> ids.add(message.getProps().getMessageId()));
        return ids;
    }

    @Test
    void eachResultOfAConfiguredModuleComesOnceWithItsOwnersAsHeaders() throws Exception {
        run("quality", "t1", 25);
        run("secret", "t2", 3);
        startNode("quality");
        awaitPublished();

        List<GetResponse> messages = received();
        assertThat(messages).hasSize(25);
        assertThat(ids(messages)).hasSize(25);
        GetResponse message = messages.get(0);
        assertThat(message.getEnvelope().getRoutingKey()).startsWith("quality.coop%2Eexample.t1-");
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        Document body = Document.parse(new String(message.getBody(), StandardCharsets.UTF_8));
        Map<String, Object> headers = message.getProps().getHeaders();
        assertThat(headers.get("module")).hasToString("quality");
        assertThat(headers.get("task_id")).hasToString("t1");
        assertThat(headers.get("computed_at")).hasToString("2026-11-24T10:00:00Z");
        assertThat(headers.get("device_id")).hasToString(body.getString("device_id"));
        assertThat(headers.get("account_id")).hasToString(body.getString("account_id"));
        assertThat(headers.get("aggregator_id")).hasToString("coop.example");
        assertThat(body).containsEntry("kwh", 0.5);
        assertThat(outbox.waiting(Set.of("secret"))).isEqualTo(1);
        assertThat(progress.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void withoutConfigurationNothingIsPublished() throws Exception {
        run("quality", "t1", 1);
        CamelContext node = startNode("");
        assertThat(node.getRoutes()).isEmpty();
        assertThat(outbox.waiting(QUALITY)).isEqualTo(1);
    }

    @Test
    void whatTheBrokerDoesNotConfirmIsPublishedAgainUnderTheSameId() throws Exception {
        refusals.set(3);
        run("quality", "t1", 25);
        startNode("quality");
        awaitPublished();

        List<GetResponse> messages = received();
        // the first batch came with each attempt and was not confirmed
        assertThat(messages).hasSize(25 + 3 * 10);
        assertThat(ids(messages)).hasSize(25);
    }

    @Test
    void twoNodesShareTheRuns() throws Exception {
        for (int i = 0; i < 20; i++) {
            run("quality", "run" + i, 12);
        }
        startNode("quality");
        startNode("quality");
        awaitPublished();
        List<GetResponse> messages = received();
        assertThat(messages).hasSize(240);
        assertThat(ids(messages)).hasSize(240);
    }

    @Test
    void whileTheBrokerIsAwayRunsWaitAndArePublishedWhenItIsBack() throws Exception {
        startNode("quality");
        broker.kill();
        try {
            run("quality", "t1", 25);
            await().atMost(TIMEOUT).until(() -> progress.execute().getStatus() == Result.Status.WARN);
            assertThat(outbox.waiting(QUALITY)).isEqualTo(1);
        } finally {
            broker.restart();
        }
        awaitPublished();
        assertThat(ids(received())).hasSize(25);
        assertThat(progress.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    /** As the real one, with a connection for each batch; it can lose confirmations. */
    private final class Publisher implements AmqpPublisher {
        @Override
        public void publishTopics(String exchange, List<TopicMessage> messages) {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                for (TopicMessage each : messages) {
                    AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                            .deliveryMode(2)
                            .messageId(each.message().id())
                            .headers(each.message().headers())
                            .contentType(each.contentType())
                            .build();
                    channel.basicPublish(
                            exchange,
                            each.routingKey(),
                            properties,
                            each.message().body());
                }
                channel.waitForConfirmsOrDie(5_000);
            } catch (Exception e) {
                throw new UnavailableException("not published", e);
            }
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new UnavailableException("the confirmation was lost", null);
            }
        }

        @Override
        public void declareTopics(String exchange) {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
            } catch (Exception e) {
                throw new UnavailableException("not declared", e);
            }
        }

        @Override
        public void publish(String name, List<AmqpMessage> messages) {
            throw new UnsupportedOperationException("not asked by the route");
        }

        @Override
        public void declareQueue(String name) {
            throw new UnsupportedOperationException("not asked by the route");
        }

        @Override
        public long depth(String name) {
            throw new UnsupportedOperationException("not asked by the route");
        }
    }
}
