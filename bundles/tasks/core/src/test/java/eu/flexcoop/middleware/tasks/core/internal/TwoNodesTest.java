package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes with one database and one broker. */
@Timeout(60)
@NeedsMongod
class TwoNodesTest {
    private static final int TASKS_PER_NODE = 150;
    private static PrivateMongod mongod;

    private final RecordingPublisher broker = new RecordingPublisher();
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private TaskNode one;
    private TaskNode other;

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
        one = new TaskNode(mongod, broker);
        other = new TaskNode(mongod, broker);
        one.collection().documents().deleteMany(new Document());
        for (TaskNode node : List.of(one, other)) {
            node.handle("sum", context -> runs.merge(context.task().id(), 1, Integer::sum));
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        one.close();
        other.close();
    }

    @Test
    void eachMessageIsPublishedAndEachTaskRunsOnceThoughBothNodesReceiveItsMessage() throws Exception {
        ExecutorService consumers = Executors.newFixedThreadPool(4);
        for (TaskNode node : List.of(one, other)) {
            LeasedTaskWorker worker = node.worker();
            broker.consumers.add(id -> consumers.execute(() -> worker.run(id)));
            node.publisher();
        }

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS_PER_NODE; i++) {
            ids.add(one.submit("sum").id());
            ids.add(other.submit("sum").id());
        }

        await().until(() ->
                one.queue().list(2 * TASKS_PER_NODE).stream().allMatch(task -> task.state() == TaskState.FINISHED));
        consumers.shutdown();
        assertThat(consumers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.published).containsAll(ids);
        assertThat(runs.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(runs.values()).containsOnly(1);
        await().until(() -> one.outbox().due(1).isEmpty());
    }

    @Test
    void aMessageWhoseConfirmationWasLostIsPublishedAgainAndItsTaskRunsOnce() {
        broker.confirmationsToLose.set(1);
        Task task = one.submit("sum");
        other.publisher();
        await().until(() -> broker.published.size() == 2);

        broker.published.forEach(id -> one.worker().run(id));
        broker.published.forEach(id -> other.worker().run(id));

        assertThat(broker.published).containsExactly(task.id(), task.id());
        assertThat(other.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(runs).containsExactlyEntriesOf(Map.of(task.id(), 1));
    }

    @Test
    void theTaskOfADeadNodeRunsOnTheOther() {
        Task task = one.submit("sum");
        new Claims(one.collection(), Duration.ofMillis(300))
                .claim(task.id(), "worker of a node that dies")
                .orElseThrow();
        other.publisher();
        other.worker();

        await().until(() -> broker.published.contains(task.id()));
        other.worker().run(task.id());

        assertThat(other.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(other.find(task).attempts()).isEqualTo(2);
        assertThat(runs).containsExactlyEntriesOf(Map.of(task.id(), 1));
    }

    @Test
    void aTaskIsCancelledFromTheNodeThatDoesNotRunIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        one.handle("loop", context -> {
            started.countDown();
            await().until(context::cancelRequested);
        });
        Task task = other.submit("loop");
        Thread consumer = new Thread(() -> one.worker().run(task.id()));
        consumer.start();
        started.await();

        assertThat(other.queue().cancel(task.id())).isTrue();
        consumer.join();

        // the handler returned after it was asked, so the work counts as complete
        assertThat(one.find(task).state()).isEqualTo(TaskState.FINISHED);
    }
}
