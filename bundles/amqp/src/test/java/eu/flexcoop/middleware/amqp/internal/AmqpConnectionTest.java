package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.testing.FreePorts;
import eu.flexcoop.middleware.testing.NeedsBroker;
import eu.flexcoop.middleware.testing.PrivateBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Against the real broker; skipped where its jars have not been gathered. */
@Timeout(90)
@NeedsBroker
class AmqpConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final byte[] BODY = {1, 2, 3};

    private static PrivateBroker broker;

    private final Map<String, Object> services = new ConcurrentHashMap<>();
    private AmqpConnection connection;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = PrivateBroker.startOrSkip();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void connect() {
        connection = new AmqpConnection(framework(), ServerAddress.of(ServerKind.AMQP, broker.uri()), config());
        await().atMost(TIMEOUT).until(() -> services.size() == 2);
    }

    @AfterEach
    void close() throws InterruptedException {
        connection.close();
        assertThat(services).isEmpty();
    }

    private AmqpPublisher publisher() {
        return (AmqpPublisher) services.get(AmqpPublisher.class.getName());
    }

    private GetResponse take(String queue) throws Exception {
        ConnectionFactory factory = (ConnectionFactory) services.get(ConnectionFactory.class.getName());
        try (Connection consumer = factory.newConnection()) {
            return consumer.createChannel().basicGet(queue, true);
        }
    }

    @Test
    void whatIsPublishedArrives() throws Exception {
        publisher().declareQueue("arrives");
        publisher().declareQueue("arrives");
        publisher().publish("arrives", "id-1", Map.of("attempt", 1), BODY);
        assertThat(publisher().depth("arrives")).isEqualTo(1);
        GetResponse message = take("arrives");
        assertThat(message.getBody()).isEqualTo(BODY);
        assertThat(message.getProps().getMessageId()).isEqualTo("id-1");
        assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(message.getProps().getHeaders()).containsEntry("attempt", 1);
    }

    @Test
    void aQueueThatNobodyDeclaredIsTheCallersMistake() {
        assertThatThrownBy(() -> publisher().publish("nowhere", "id", Map.of(), BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> publisher().depth("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void manyThreadsPublishThroughOneChannel() throws Exception {
        publisher().declareQueue("shared");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String id = "id-" + i;
            done.add(threads.submit(() -> publisher().publish("shared", id, Map.of(), BODY)));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        assertThat(publisher().depth("shared")).isEqualTo(400);
    }

    @Test
    void aBatchIsStoredInItsOrderAndConfirmedAsAWhole() throws Exception {
        publisher().declareQueue("batch");
        List<AmqpMessage> messages = IntStream.range(0, 300)
                .mapToObj(i -> new AmqpMessage("id-" + i, Map.of("n", i), BODY))
                .toList();

        publisher().publish("batch", messages);

        assertThat(publisher().depth("batch")).isEqualTo(300);
        assertThat(take("batch").getProps().getMessageId()).isEqualTo("id-0");
        assertThat(take("batch").getProps().getMessageId()).isEqualTo("id-1");
        assertThatThrownBy(() -> publisher().publish("nowhere", messages)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void topicsReachTheQueuesThatAreBoundAndNobodyElse() throws Exception {
        publisher().declareTopics("topics");
        publisher().declareTopics("topics");
        publisher().declareQueue("interested");
        ConnectionFactory factory = (ConnectionFactory) services.get(ConnectionFactory.class.getName());
        try (Connection consumer = factory.newConnection()) {
            consumer.createChannel().queueBind("interested", "topics", "quality.*.d1");
        }
        publisher()
                .publishTopics(
                        "topics",
                        List.of(
                                topic("quality.coop.d1", "id-1"),
                                topic("quality.coop.d2", "id-2"),
                                topic("peak.coop.d1", "id-3")));

        assertThat(publisher().depth("interested")).isEqualTo(1);
        GetResponse message = take("interested");
        assertThat(message.getProps().getMessageId()).isEqualTo("id-1");
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
        assertThatThrownBy(() -> publisher().publishTopics("no-topics", List.of(topic("a", "id"))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no-topics");
        assertThatThrownBy(() -> topic("a".repeat(256), "id")).isInstanceOf(IllegalArgumentException.class);
    }

    private static TopicMessage topic(String key, String id) {
        return new TopicMessage(key, "application/json", new AmqpMessage(id, Map.of(), BODY));
    }

    @Test
    void aBrokerThatWasNotReachedYetIsTemporarilyUnavailable() throws Exception {
        URI closed = URI.create("amqp://guest:guest@127.0.0.1:%d".formatted(FreePorts.one()));
        AmqpConnection early = new AmqpConnection(framework(), ServerAddress.of(ServerKind.AMQP, closed), config());
        try {
            assertThat(early.execute().getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
        } finally {
            early.close();
        }
    }

    @Test
    void aBatchThatWasReturnedDoesNotSpoilTheNext() {
        publisher().declareQueue("next");
        AmqpMessage message = new AmqpMessage("id", Map.of(), BODY);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> publisher().publish("nowhere", List.of(message, message)))
                    .isInstanceOf(IllegalArgumentException.class);
            publisher().publish("next", List.of(message));
        }
        publisher().publish("next", List.of());
        assertThat(publisher().depth("next")).isEqualTo(3);
    }

    @Test
    void messagesThatFailedAreReported() {
        publisher().declareQueue("work");
        assertThat(connection.execute().getStatus()).isEqualTo(Result.Status.OK);
        publisher().publish("work.failed", "id", Map.of(), BODY);
        assertThat(connection.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void survivesTheDeathOfTheBrokerWithAllThatItConfirmed() throws Exception {
        publisher().declareQueue("kept");
        publisher().publish("kept", "id-1", Map.of(), BODY);
        broker.kill();
        assertThatThrownBy(() -> publisher().publish("kept", "id-2", Map.of(), BODY))
                .isInstanceOf(UnavailableException.class);
        assertThat(connection.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        broker.restart();
        await().atMost(TIMEOUT).until(succeeds(() -> publisher().publish("kept", "id-2", Map.of(), BODY)));
        assertThat(publisher().depth("kept")).isEqualTo(2);
        assertThat(services).hasSize(2);
    }

    private static Callable<Boolean> succeeds(Runnable code) {
        return () -> {
            try {
                code.run();
                return true;
            } catch (UnavailableException e) {
                return false;
            }
        };
    }

    private BundleContext framework() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    String name = (String) arguments[0];
                    services.put(name, arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, unregister, none) -> {
                                services.remove(name);
                                return null;
                            });
                });
    }

    private static AmqpConnection.Config config() {
        return new AmqpConnection.Config() {
            @Override
            public String confirmTimeout() {
                return "PT10S";
            }

            @Override
            public String heartbeat() {
                return "PT10S";
            }

            @Override
            public String recoveryInterval() {
                return "PT1S";
            }

            @Override
            public String trustStore() {
                return "";
            }

            @Override
            public String trustStorePassword() {
                return "";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return AmqpConnection.Config.class;
            }
        };
    }
}
