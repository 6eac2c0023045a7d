package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.StoreFailedException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.api.UnknownQueueException;
import eu.flexcoop.middleware.tasks.api.UnknownTaskException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Submitting, listing and cancelling tasks. */
class StoredTaskQueueTest extends TaskTest {
    @Test
    void aWaitingTaskIsCancelledAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        node.handle("sum", context -> runs.incrementAndGet());
        Task task = node.submit("sum");

        assertThat(node.queue().cancel(task.id())).isTrue();
        node.worker().run(task.id());

        assertThat(node.find(task).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(runs).hasValue(0);
        assertThat(node.queue().cancel(task.id())).as("it is over").isFalse();
        assertThat(node.queue().cancel("5f0000000000000000000000")).isFalse();
        assertThat(node.queue().cancel("no id")).isFalse();
    }

    @Test
    void wrongQueuesAndTasksAreNamed() {
        assertThatThrownBy(() -> node.queue().submit("fast", "sum", "x", Map.of()))
                .isInstanceOf(UnknownQueueException.class)
                .hasMessage("Queue 'fast' does not exist, there are default");
        assertThatThrownBy(() -> node.worker().run("5f0000000000000000000000"))
                .isInstanceOf(UnknownTaskException.class);
        assertThatThrownBy(() -> node.worker().run("nonsense")).isInstanceOf(UnknownTaskException.class);
    }

    @Test
    void tasksAreListedNewestFirst() {
        List<String> ids = List.of(
                node.submit("a").id(), node.submit("b").id(), node.submit("c").id());

        assertThat(node.queue().list(2)).extracting(Task::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(new SubmittedTasks(node.collection()).unfinished()).isEqualTo(Map.of(TaskState.QUEUED, 3));
    }

    @Test
    void aTaskThatTheDatabaseRefusesIsAPermanentError() {
        Document never = new Document("nothing", new Document("$exists", true));
        mongod.database().runCommand(validator(never));
        try {
            assertThatThrownBy(() -> node.submit("sum"))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageStartingWith("Could not queue task 'sum subject'");
        } finally {
            mongod.database().runCommand(validator(new Document()));
        }
    }

    private static Document validator(Document rule) {
        return new Document("collMod", TaskFields.COLLECTION).append("validator", rule);
    }
}
