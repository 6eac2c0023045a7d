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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two nodes with one database and one broker. */
class TwoNodesTest extends TaskTest {
    private static final int TASKS_PER_NODE = 150;
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private TaskNode other;

    @BeforeEach
    void openOther() {
        other = anotherNode();
        for (TaskNode node : List.of(node, other)) {
            node.handle("sum", context -> runs.merge(context.task().id(), 1, Integer::sum));
        }
    }

    @Test
    void eachMessageIsPublishedAndEachTaskRunsOnceThoughBothNodesReceiveItsMessage() throws Exception {
        ExecutorService consumers = Executors.newFixedThreadPool(4);
        for (TaskNode node : List.of(node, other)) {
            LeasedTaskWorker worker = node.worker();
            broker.consumers.add(id -> consumers.execute(() -> worker.run(id)));
            node.publisher();
        }

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS_PER_NODE; i++) {
            ids.add(node.submit("sum").id());
            ids.add(other.submit("sum").id());
        }

        await().until(() ->
                node.queue().list(2 * TASKS_PER_NODE).stream().allMatch(task -> task.state() == TaskState.FINISHED));
        consumers.shutdown();
        assertThat(consumers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.published).containsAll(ids);
        assertThat(runs.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(runs.values()).containsOnly(1);
        await().until(() -> node.outbox().due(1).isEmpty());
    }

    @Test
    void aMessageWhoseConfirmationWasLostIsPublishedAgainAndItsTaskRunsOnce() {
        broker.confirmationsToLose.set(1);
        Task task = node.submit("sum");
        other.publisher();
        await().until(() -> broker.published.size() == 2);

        broker.published.forEach(id -> node.worker().run(id));
        broker.published.forEach(id -> other.worker().run(id));

        assertThat(broker.published).containsExactly(task.id(), task.id());
        assertThat(other.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(runs).containsExactlyEntriesOf(Map.of(task.id(), 1));
    }

    @Test
    void theTaskOfADeadNodeRunsOnTheOther() {
        Task task = node.submit("sum");
        new Claims(node.collection(), Duration.ofMillis(300))
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
        node.handle("loop", context -> {
            started.countDown();
            await().until(context::cancelRequested);
        });
        Task task = other.submit("loop");
        Thread consumer = new Thread(() -> node.worker().run(task.id()));
        consumer.start();
        started.await();

        assertThat(other.queue().cancel(task.id())).isTrue();
        consumer.join();

        // the handler returned after it was asked, so the work counts as complete
        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
    }
}
