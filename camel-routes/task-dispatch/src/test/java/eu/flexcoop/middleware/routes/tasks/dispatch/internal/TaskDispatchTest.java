package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;
import eu.flexcoop.middleware.tasks.api.TaskWorker;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;
import eu.flexcoop.middleware.testing.NeedsBroker;
import eu.flexcoop.middleware.testing.PrivateBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The route on a real broker: the one of a one-machine install, or the one whose address {@code FLEXCOOP_TEST_AMQP} holds, for
 * example a RabbitMQ.
 */
@Timeout(120)
@EnabledIf(value = "thereIsABroker", disabledReason = NeedsBroker.REASON)
class TaskDispatchTest {
    private static final String OTHER = System.getenv("FLEXCOOP_TEST_AMQP");

    private static PrivateBroker broker;
    private static ConnectionFactory factory;

    private final String queue = "test-" + UUID.randomUUID();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Map<String, String> givenUp = new ConcurrentHashMap<>();
    private volatile Work work = task -> {};
    private DefaultCamelContext camel;

    private interface Work {
        void run(String task) throws Exception;
    }

    static boolean thereIsABroker() {
        return OTHER != null || PrivateBroker.isAvailable();
    }

    @BeforeAll
    static void startBroker() throws Exception {
        factory = new ConnectionFactory();
        if (OTHER == null) {
            broker = PrivateBroker.startOrSkip();
            factory.setUri(broker.uri());
        } else {
            factory.setUri(URI.create(OTHER));
        }
        factory.setConnectionTimeout(2_000);
        factory.setAutomaticRecoveryEnabled(true);
        awaitBroker();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void startRoute() throws Exception {
        camel = new DefaultCamelContext();
        camel.disableJMX();
        camel.getShutdownStrategy().setTimeout(5);
        camel.start();
        camel.addRoutes(new TaskDispatchRoute(new Worker(), new Publisher(), factory));
    }

    @AfterEach
    void stopRoute() {
        if (camel != null) {
            camel.stop();
        }
    }

    @Test
    void tasksAreDoneOneAfterTheOtherInTheirOrder() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        work = task -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.yield();
            atOnce.decrementAndGet();
        };
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add("task-" + i);
        }

        send(tasks.toArray(String[]::new));

        await().until(() -> done.size() == 100);
        assertThat(done).containsExactlyElementsOf(tasks);
        assertThat(most).hasValue(1);
        await().until(() -> depth(queue) == 0);
    }

    @Test
    void aMessageThatNamesNoTaskIsMovedAsideAndHoldsNobodyUp() throws Exception {
        work = task -> {
            if (task.startsWith("rubbish")) {
                throw new UnknownTaskException(task);
            }
        };

        send("rubbish", "good");

        await().until(() -> done.contains("good"));
        await().until(() -> depth(queue + ".failed") == 1);
        assertThat(new String(take(queue + ".failed").getBody(), StandardCharsets.UTF_8))
                .isEqualTo("rubbish");
    }

    @Test
    void aMessageWhoseWorkKeepsBreakingIsMovedAsideAfterSomeAttempts() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        work = task -> {
            if (task.equals("breaks")) {
                attempts.incrementAndGet();
                throw new IllegalStateException("broken");
            }
        };

        send("breaks", "good");

        await().atMost(Duration.ofSeconds(20)).until(() -> done.contains("good"));
        assertThat(attempts).hasValue(3);
        assertThat(depth(queue + ".failed")).isEqualTo(1);
        assertThat(givenUp).containsExactly(Map.entry("breaks", "broken"));
    }

    @Test
    void aMessageThatWasMovedAsideIsListedWithItsReasonAndPutBack() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        work = task -> {
            if (broken.get() && !task.equals("good")) {
                throw task.equals("unknown") ? new UnknownTaskException(task) : new IllegalStateException("broken");
            }
        };
        send("breaks", "unknown", "good");
        await().atMost(Duration.ofSeconds(20)).until(() -> done.contains("good"));
        DeadLetters deadLetters = new FailedMessages(new Worker(), new Publisher(), factory);
        String route = "task-dispatch-default";

        assertThat(deadLetters.routes()).containsExactly(route);
        assertThat(deadLetters.count(route)).isEqualTo(2);
        assertThat(deadLetters.list(route, 1)).extracting(DeadLetter::reason).containsExactly("broken");
        await().until(() -> deadLetters.list(route, 10).size() == 2);
        assertThat(deadLetters.retry(route, List.of("nothing"))).isZero();
        await().until(() -> depth(queue + ".failed") == 2);

        broken.set(false);
        String id = deadLetters.list(route, 10).stream()
                .filter(letter -> letter.subject().equals("task unknown"))
                .findFirst()
                .orElseThrow()
                .id();
        await().until(() -> deadLetters.retry(route, List.of(id)) == 1);
        await().until(() -> done.contains("unknown"));
        await().until(() -> deadLetters.retryAll(route) == 1);
        await().until(() -> done.contains("breaks"));
        assertThat(deadLetters.count(route)).isZero();
        assertThat(givenUp).doesNotContainKey("breaks");
    }

    @Test
    void aMessageWaitsWhileTheStoreIsAway() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        work = task -> {
            if (attempts.incrementAndGet() < 3) {
                throw new UnavailableException("MongoDB is away", null);
            }
        };

        send("patient", "next");

        await().atMost(Duration.ofSeconds(20)).until(() -> done.size() == 2);
        assertThat(done).containsExactly("patient", "next");
        assertThat(depth(queue + ".failed")).isZero();
    }

    @Test
    void aMessageIsAcknowledgedAfterTheWorkOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        work = task -> {
            begun.countDown();
            never.await();
        };
        send("lost half-way");
        begun.await();

        camel.stop();
        never.countDown();

        await().until(() -> depth(queue) == 1);
    }

    @Test
    void theRouteComesBackAfterTheBrokerWasKilled() throws Exception {
        assumeTrue(broker != null, "The broker was not started by this test");
        send("before");
        await().until(() -> done.contains("before"));

        broker.kill();
        broker.restart();
        awaitBroker();
        send("after");

        await().atMost(Duration.ofSeconds(30)).until(() -> done.contains("after"));
        assertThat(done).containsExactly("before", "after");
        send("one", "two");
        await().until(() -> done.size() == 4);
        assertThat(done).containsExactly("before", "after", "one", "two");
    }

    /** Needs a RabbitMQ with a short {@code consumer_timeout} (say 3 s) and {@code channel_tick_interval}. */
    @Test
    void aTaskThatOutlastsTheTimeoutOfTheBrokerRunsOnceAndTheQueueGoesOn() throws Exception {
        assumeTrue(OTHER != null, "The broker of a one-machine install has no timeout");
        work = task -> {
            if (task.equals("long")) {
                TimeUnit.SECONDS.sleep(8);
            }
        };

        send("long", "next");

        await().atMost(Duration.ofSeconds(40)).until(() -> done.contains("next"));
        assertThat(done).containsExactly("long", "next");
        await().until(() -> depth(queue) == 0);
    }

    @Test
    void headersThatWouldSteerCamelAreTakenOut() throws Exception {
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, null);
            channel.basicPublish(
                    "",
                    queue,
                    new AMQP.BasicProperties.Builder()
                            .headers(Map.of("CAmelRedelivered", "x", "rabbitmq.REQUEUE", "false"))
                            .build(),
                    "plain".getBytes(StandardCharsets.UTF_8));
        }

        await().until(() -> done.contains("plain"));
    }

    private final class Worker implements TaskWorker {
        @Override
        public void run(String taskId) {
            if (done.contains(taskId)) {
                return; // as the real one
            }
            try {
                work.run(taskId);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            done.add(taskId);
        }

        @Override
        public void giveUp(String taskId, String reason) {
            givenUp.put(taskId, reason);
        }

        @Override
        public boolean retry(String taskId) {
            if (givenUp.remove(taskId) == null) {
                return false;
            }
            send(taskId); // the real one publishes it from its outbox
            return true;
        }

        @Override
        public String amqpQueue(String name) {
            return queue;
        }

        @Override
        public List<String> queues() {
            return List.of("default");
        }
    }

    private final class Publisher implements AmqpPublisher {
        @Override
        public void publishTopics(String exchange, List<TopicMessage> messages) {
            throw new UnsupportedOperationException("not asked");
        }

        @Override
        public void declareTopics(String exchange) {
            throw new UnsupportedOperationException("not asked");
        }

        @Override
        public void publish(String name, List<AmqpMessage> messages) {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                for (AmqpMessage message : messages) {
                    channel.basicPublish(
                            "",
                            name,
                            MessageProperties.PERSISTENT_BASIC
                                    .builder()
                                    .messageId(message.id())
                                    .headers(message.headers())
                                    .build(),
                            message.body());
                }
                channel.waitForConfirmsOrDie(5_000);
            } catch (Exception e) {
                throw new UnavailableException("not published", e);
            }
        }

        @Override
        public void declareQueue(String name) {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.queueDeclare(name, true, false, false, null);
                channel.queueDeclare(name + ".failed", true, false, false, null);
            } catch (Exception e) {
                throw new UnavailableException("not declared", e);
            }
        }

        @Override
        public long depth(String name) {
            try {
                return TaskDispatchTest.depth(name);
            } catch (Exception e) {
                throw new UnavailableException("not counted", e);
            }
        }
    }

    private void send(String... tasks) {
        Publisher publisher = new Publisher();
        publisher.declareQueue(queue);
        for (String task : tasks) {
            publisher.publish(queue, task, Map.of(), task.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long depth(String name) throws Exception {
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            return channel.messageCount(name);
        }
    }

    private static GetResponse take(String name) throws Exception {
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            return channel.basicGet(name, true);
        }
    }

    private static void awaitBroker() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            factory.newConnection().close();
            return true;
        });
    }
}
