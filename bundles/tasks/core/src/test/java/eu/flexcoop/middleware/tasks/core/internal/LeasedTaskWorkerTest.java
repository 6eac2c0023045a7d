package eu.flexcoop.middleware.tasks.core.internal;

import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What becomes of a task that a worker runs. */
class LeasedTaskWorkerTest extends TaskTest {
    @Test
    void aTaskRunsToItsEndAndKeepsItsLastMessage() {
        node.handle("sum", context -> context.progress(0.5, "2 of 4"));
        Task task = node.submit("sum");

        node.worker().run(task.id());

        Task over = node.find(task);
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
        node.handle("sum", context -> runs.incrementAndGet());
        Task task = node.submit("sum");

        node.worker().run(task.id());
        node.worker().run(task.id());

        assertThat(runs).hasValue(1);
    }

    @Test
    void aHandlerThatThrowsFailsTheTaskWithTheReason() {
        node.handle("sum", context -> {
            throw new IllegalStateException("the sum is too large");
        });
        Task task = node.submit("sum");

        node.worker().run(task.id());

        assertThat(node.find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(node.find(task).message()).contains("the sum is too large");
    }

    @Test
    void aHandlerThatCannotBeLinkedFailsTheTaskToo() {
        node.handle("sum", context -> {
            throw new NoClassDefFoundError("org/acme/Missing");
        });
        Task task = node.submit("sum");

        node.worker().run(task.id());

        assertThat(node.find(task).message()).contains("org/acme/Missing");
    }

    @Test
    void aTaskThatTakesLongerThanItsLeaseKeepsIt() {
        node.handle("sum", context -> {
            Date first = leaseEnd(context);
            await().until(() -> leaseEnd(context).getTime() > first.getTime() + TaskNode.LEASE.toMillis());
        });
        Task task = node.submit("sum");

        node.worker().run(task.id());

        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(node.find(task).attempts()).isEqualTo(1);
    }

    /** As when MongoDB was away for longer than the lease, or its clock jumped ahead. */
    @Test
    void aTaskThatStillRunsIsNotStartedAgainWhenItsLeaseHasExpired() {
        node.handle("sum", context -> {
            for (int i = 0; i < 20; i++) {
                node.collection()
                        .documents()
                        .updateOne(
                                Filters.eq(new ObjectId(context.task().id())),
                                Updates.set(TaskFields.LEASE_EXPIRES_AT, new Date(0)));
                await().until(() -> leaseEnd(context).getTime() > 0);
            }
        });
        Task task = node.submit("sum");

        node.worker().run(task.id());

        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(node.find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aRunningTaskIsAskedToStopAndSaysWhereItStopped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        node.handle("sum", context -> {
            begun.countDown();
            context.progress(0.25, "1 of 4");
            await().until(context::cancelRequested);
            throw new TaskCancelledException("stopped after 1 of 4");
        });
        Task task = node.submit("sum");
        LeasedTaskWorker worker = node.worker();
        Thread consumer = new Thread(() -> worker.run(task.id()));
        consumer.start();
        begun.await();
        await().until(() -> node.find(task).message().equals("1 of 4"));

        assertThat(node.queue().cancel(task.id())).isTrue();
        consumer.join();

        assertThat(node.find(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(node.find(task).message()).isEqualTo("stopped after 1 of 4");
        assertThat(node.find(task).progress()).isEqualTo(0.25);
    }

    @Test
    void aMessageThatComesAgainWaitsForTheRunningTaskOfTheSameProcess() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        node.handle("sum", context -> {
            begun.countDown();
            mayEnd.await();
        });
        Task task = node.submit("sum");
        LeasedTaskWorker worker = node.worker();
        Thread first = new Thread(() -> worker.run(task.id()));
        first.start();
        begun.await();
        Thread again = new Thread(() -> worker.run(task.id()));
        again.start();
        await().until(() -> again.getState() == Thread.State.WAITING);

        mayEnd.countDown();

        first.join();
        again.join();
        assertThat(node.find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aTaskWithoutHandlerWaitsUntilOneComesAndKeepsItsAttempts() {
        Task task = node.submit("later");
        node.publisher();
        LeasedTaskWorker worker = node.worker();
        await().until(() -> broker.published.contains(task.id()));

        worker.run(task.id());

        assertThat(node.find(task).state()).isEqualTo(TaskState.QUEUED);
        assertThat(node.find(task).message()).contains("No handler for tasks of type 'later'");
        await().until(() -> broker.published.size() == 2);
        node.handle("later", context -> {});
        worker.run(task.id());
        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(node.find(task).attempts()).isEqualTo(1);
    }

    @Test
    void aTaskThatWaitedTooLongForItsHandlerFailsWithTheReason() {
        node.with("handlerWait", "PT0.3S");
        node.handle("module", context -> {
            throw new TaskPostponedException("Module 'quality' is not there");
        });
        Task task = node.submit("module");
        LeasedTaskWorker worker = node.worker();

        await().until(() -> {
            worker.run(task.id());
            return node.find(task).state().isFinal();
        });

        assertThat(node.find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(node.find(task).message()).startsWith("Module 'quality' is not there. It has been postponed since ");
    }

    @Test
    void aStopOfTheMiddlewareLetsTheTaskBeginAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        node.handle("sum", context -> {
            begun.countDown();
            await().until(context::cancelRequested);
            throw new TaskCancelledException("stopped");
        });
        Task task = node.submit("sum");
        LeasedTaskWorker worker = node.worker();
        Thread consumer = new Thread(() -> worker.run(task.id()));
        consumer.start();
        begun.await();

        worker.stop();
        consumer.join();

        assertThat(node.find(task).state()).isEqualTo(TaskState.QUEUED);
        assertThat(node.outbox().due(10)).hasSize(1);
    }

    private Date leaseEnd(TaskContext context) {
        return node.collection()
                .documents()
                .find(Filters.eq(new ObjectId(context.task().id())))
                .first()
                .getDate(TaskFields.LEASE_EXPIRES_AT);
    }

    @Test
    void aTaskThatCannotBeReadFailsWhenItsMessageIsGivenUp() {
        Task task = node.submit("sum");
        ObjectId id = new ObjectId(task.id());
        node.collection().documents().updateOne(Filters.eq(id), Updates.set(TaskFields.PARAMETERS, "not a document"));
        assertThatThrownBy(() -> node.worker().run(task.id())).isInstanceOf(RuntimeException.class);

        node.worker().giveUp(task.id(), "its parameters cannot be read");

        Document failed = node.collection().documents().find(Filters.eq(id)).first();
        assertThat(failed)
                .containsEntry(TaskFields.STATE, TaskState.FAILED.key())
                .containsKey(TaskFields.ENDED_AT)
                .doesNotContainKey(TaskFields.OUTBOX_ID);
        assertThat(failed.getString(TaskFields.MESSAGE)).contains("its parameters cannot be read");
    }

    @Test
    void onlyATaskThatIsQueuedCanBeGivenUp() {
        node.handle("sum", context -> {});
        Task task = node.submit("sum");
        node.worker().run(task.id());

        node.worker().giveUp(task.id(), "late");
        node.worker().giveUp("no id at all", "rubbish");

        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
    }
}
