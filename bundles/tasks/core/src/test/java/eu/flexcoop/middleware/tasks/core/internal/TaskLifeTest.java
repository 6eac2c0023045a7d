package eu.flexcoop.middleware.tasks.core.internal;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.mongo.internal.NeedsMongod;
import eu.flexcoop.middleware.mongo.internal.PrivateMongod;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.api.UnknownQueueException;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
@NeedsMongod
class TaskLifeTest {
    private static PrivateMongod mongod;

    private final RecordingPublisher broker = new RecordingPublisher();
    private final TaskHandlers handlers = new TaskHandlers();
    private final List<LeasedTaskWorker> workers = new ArrayList<>();
    private final Map<String, Object> settings = new HashMap<>();
    private TaskCollection collection;
    private OutboxPublisher publisher;

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void open() {
        mongod.database().getCollection(TaskFields.COLLECTION).deleteMany(new Document());
        settings.putAll(
                Map.of("outboxInterval", "PT0.1S", "heartbeat", "PT0.1S", "lease", "PT0.6S", "retryDelay", "PT0.1S"));
        collection = new TaskCollection(mongod, config());
    }

    @AfterEach
    void close() throws InterruptedException {
        workers.forEach(LeasedTaskWorker::stop);
        if (publisher != null) {
            publisher.stop();
        }
    }

    @Test
    void aTaskRunsToItsEndAndKeepsItsLastMessage() {
        handle("sum", context -> context.progress(0.5, "2 of 4"));
        Task task = submit("sum");

        worker().run(task.id());

        Task over = find(task);
        assertThat(over.state()).isEqualTo(TaskState.FINISHED);
        assertThat(over.progress()).isEqualTo(1);
        assertThat(over.message()).isEqualTo("2 of 4");
        assertThat(over.attempts()).isEqualTo(1);
        assertThat(over.parameters()).isEqualTo(Map.of("n", 4));
        assertThat(over.startedAt()).isPresent();
        assertThat(over.endedAt()).isPresent();
    }

    @Test
    void aMessageThatComesTwiceRunsItsTaskOnce() {
        AtomicInteger runs = new AtomicInteger();
        handle("sum", context -> runs.incrementAndGet());
        Task task = submit("sum");

        worker().run(task.id());
        worker().run(task.id());

        assertThat(runs).hasValue(1);
    }

    @Test
    void aHandlerThatThrowsFailsTheTaskWithTheReason() {
        handle("sum", context -> {
            throw new IllegalStateException("the sum is too large");
        });
        Task task = submit("sum");

        worker().run(task.id());

        assertThat(find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(find(task).message()).contains("the sum is too large");
    }

    @Test
    void aHandlerThatCannotBeLinkedFailsTheTaskToo() {
        handle("sum", context -> {
            throw new NoClassDefFoundError("org/acme/Missing");
        });
        Task task = submit("sum");

        worker().run(task.id());

        assertThat(find(task).message()).contains("org/acme/Missing");
    }

    @Test
    void messagesArePublishedInOrderOfSubmissionAlsoWhenTheBrokerWasAway() {
        broker.away = true;
        publisher = new OutboxPublisher(collection, broker, config());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(submit("sum").id());
        }
        await().until(() -> publisher.failure().isPresent());
        assertThat(broker.published).isEmpty();

        broker.away = false;

        await().until(() -> broker.published.size() >= 300);
        assertThat(broker.published).containsExactlyElementsOf(ids);
        await().until(() -> publisher.failure().isEmpty());
    }

    @Test
    void aTaskOfADeadWorkerBeginsAgain() {
        handle("sum", context -> {});
        Task task = submit("sum");
        new Claims(collection, Duration.ofMillis(300))
                .claim(task.id(), "worker that dies")
                .orElseThrow();
        publisher = new OutboxPublisher(collection, broker, config());

        LeasedTaskWorker worker = worker();
        worker.run(task.id());
        assertThat(find(task).state()).as("the lease still holds").isEqualTo(TaskState.RUNNING);

        await().until(() -> broker.published.contains(task.id()));
        worker.run(task.id());
        assertThat(find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(find(task).attempts()).isEqualTo(2);
    }

    @Test
    void aTaskWhoseWorkersKeepDyingFailsInTheEnd() {
        settings.put("maxAttempts", 2);
        Task task = submit("sum");
        worker();
        Claims dying = new Claims(collection, Duration.ofMillis(50));

        await().until(() -> {
            dying.claim(task.id(), "worker that dies");
            return find(task).state().isFinal();
        });

        assertThat(find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(find(task).attempts()).isEqualTo(2);
        assertThat(find(task).message()).contains("Its worker died in each of 2 attempts");
    }

    @Test
    void aWorkerThatLostItsLeaseDecidesNothing() throws Exception {
        Claims claims = new Claims(collection, Duration.ofMillis(1));
        Task task = submit("sum");
        Claim slow = claims.claim(task.id(), "slow").orElseThrow();
        await().until(() -> claims.expired().size() == 1);
        assertThat(claims.releaseExpired(slow, "again")).isTrue();
        claims.claim(task.id(), "quick").orElseThrow();

        assertThat(claims.renew(slow, new RunningTask.Progress(0.5, ""))).isEqualTo(Claims.Renewal.LOST);
        assertThat(claims.end(slow, TaskState.FAILED, 0, "too late")).isFalse();
        assertThat(find(task).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aLongTaskKeepsItsLease() throws Exception {
        handle("sum", context -> TimeUnit.MILLISECONDS.sleep(1500));
        Task task = submit("sum");
        worker();

        worker().run(task.id());

        assertThat(find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aWaitingTaskIsCancelledAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        handle("sum", context -> runs.incrementAndGet());
        Task task = submit("sum");

        assertThat(queue().cancel(task.id())).isTrue();
        worker().run(task.id());

        assertThat(find(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(runs).hasValue(0);
        assertThat(queue().cancel(task.id())).as("it is over").isFalse();
        assertThat(queue().cancel("5f0000000000000000000000")).isFalse();
        assertThat(queue().cancel("no id")).isFalse();
    }

    @Test
    void aRunningTaskIsAskedToStopAndSaysWhereItStopped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        handle("sum", context -> {
            begun.countDown();
            context.progress(0.25, "1 of 4");
            await().until(context::cancelRequested);
            throw new TaskCancelledException("stopped after 1 of 4");
        });
        Task task = submit("sum");
        LeasedTaskWorker worker = worker();
        Thread consumer = new Thread(() -> worker.run(task.id()));
        consumer.start();
        begun.await();
        await().until(() -> find(task).message().equals("1 of 4"));

        assertThat(queue().cancel(task.id())).isTrue();
        consumer.join();

        assertThat(find(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(find(task).message()).isEqualTo("stopped after 1 of 4");
        assertThat(find(task).progress()).isEqualTo(0.25);
    }

    @Test
    void aMessageThatComesAgainWaitsForTheRunningTaskOfTheSameProcess() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        handle("sum", context -> {
            begun.countDown();
            mayEnd.await();
        });
        Task task = submit("sum");
        LeasedTaskWorker worker = worker();
        Thread first = new Thread(() -> worker.run(task.id()));
        first.start();
        begun.await();
        Thread again = new Thread(() -> worker.run(task.id()));
        again.start();
        await().until(() -> again.getState() == Thread.State.WAITING);

        mayEnd.countDown();

        first.join();
        again.join();
        assertThat(find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aTaskWithoutHandlerWaitsUntilOneComesAndKeepsItsAttempts() {
        Task task = submit("later");
        publisher = new OutboxPublisher(collection, broker, config());
        LeasedTaskWorker worker = worker();
        await().until(() -> broker.published.contains(task.id()));

        worker.run(task.id());

        assertThat(find(task).state()).isEqualTo(TaskState.QUEUED);
        assertThat(find(task).message()).contains("No handler for tasks of type 'later'");
        await().until(() -> broker.published.size() == 2);
        handle("later", context -> {});
        worker.run(task.id());
        assertThat(find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aTaskThatWaitedTooLongForItsHandlerFailsWithTheReason() {
        settings.put("handlerWait", "PT0.3S");
        handle("module", context -> {
            throw new TaskPostponedException("Module 'quality' is not there");
        });
        Task task = submit("module");
        LeasedTaskWorker worker = worker();

        await().until(() -> {
            worker.run(task.id());
            return find(task).state().isFinal();
        });

        assertThat(find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(find(task).message()).startsWith("Module 'quality' is not there. It has been postponed since ");
    }

    @Test
    void aStopOfTheMiddlewareLetsTheTaskBeginAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        handle("sum", context -> {
            begun.countDown();
            await().until(context::cancelRequested);
            throw new TaskCancelledException("stopped");
        });
        Task task = submit("sum");
        LeasedTaskWorker worker = worker();
        Thread consumer = new Thread(() -> worker.run(task.id()));
        consumer.start();
        begun.await();

        worker.stop();
        consumer.join();

        assertThat(find(task).state()).isEqualTo(TaskState.QUEUED);
        assertThat(new TaskOutbox(collection).due(10)).hasSize(1);
    }

    @Test
    void wrongQueuesAndTasksAreNamed() {
        assertThatThrownBy(() -> queue().submit("fast", "sum", "x", Map.of()))
                .isInstanceOf(UnknownQueueException.class)
                .hasMessage("Queue 'fast' does not exist, there are default");
        assertThatThrownBy(() -> worker().run("5f0000000000000000000000")).isInstanceOf(UnknownTaskException.class);
        assertThatThrownBy(() -> worker().run("nonsense")).isInstanceOf(UnknownTaskException.class);
    }

    @Test
    void tasksAreListedNewestFirst() {
        List<String> ids =
                List.of(submit("a").id(), submit("b").id(), submit("c").id());

        assertThat(queue().list(2)).extracting(Task::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(new SubmittedTasks(collection).unfinished()).isEqualTo(Map.of(TaskState.QUEUED, 3));
    }

    @Test
    void messagesThatTheBrokerLostArePublishedAgain() {
        Task task = submit("sum");
        TaskOutbox outbox = new TaskOutbox(collection);
        outbox.remove(outbox.due(1));
        assertThat(outbox.due(1)).isEmpty();

        assertThat(outbox.publishedBefore("default", Duration.ofMillis(-1))).isEqualTo(1);
        outbox.publishAgain("default", Duration.ofMillis(-1));

        assertThat(outbox.due(1))
                .extracting(message -> message.task().toHexString())
                .containsExactly(task.id());
    }

    private interface Work {
        void run(TaskContext context) throws Exception;
    }

    private void handle(String type, Work work) {
        handlers.addHandler(new TaskHandler() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public void run(TaskContext context) throws Exception {
                work.run(context);
            }
        });
    }

    private StoredTaskQueue queue() {
        return new StoredTaskQueue(collection, config());
    }

    private Task submit(String type) {
        return queue().submit("default", type, "subject", Map.of("n", 4));
    }

    private Task find(Task task) {
        return queue().find(task.id()).orElseThrow();
    }

    private LeasedTaskWorker worker() {
        LeasedTaskWorker worker = new LeasedTaskWorker(collection, handlers, new SimpleMeterRegistry(), config());
        workers.add(worker);
        return worker;
    }

    private TasksConfig config() {
        return (TasksConfig) java.lang.reflect.Proxy.newProxyInstance(
                TasksConfig.class.getClassLoader(),
                new Class<?>[] {TasksConfig.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Annotation.class
                        ? TasksConfig.class
                        : settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
