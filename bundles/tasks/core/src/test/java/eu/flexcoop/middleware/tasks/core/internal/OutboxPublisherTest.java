package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages on their way from the outbox to the broker. */
class OutboxPublisherTest extends TaskTest {
    @Test
    void messagesArePublishedInOrderOfSubmissionAlsoWhenTheBrokerWasAway() {
        broker.away = true;
        node.publisher();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(node.submit("sum").id());
        }
        await().until(() -> node.publisher().failure().isPresent());
        assertThat(broker.published).isEmpty();

        broker.away = false;

        await().until(() -> broker.published.size() >= 300);
        assertThat(broker.published).containsExactlyElementsOf(ids);
        assertThat(broker.batches).as("200 messages wait for one confirmation").hasValue(2);
        await().until(() -> node.publisher().failure().isEmpty());
    }

    @Test
    void messagesThatTheBrokerLostArePublishedAgain() {
        Task task = node.submit("sum");
        TaskOutbox outbox = node.outbox();
        outbox.remove(outbox.due(1));
        assertThat(outbox.due(1)).isEmpty();

        assertThat(outbox.publishedBefore("default", Duration.ofMillis(-1))).isEqualTo(1);
        outbox.publishAgain("default", Duration.ofMillis(-1), 2);

        assertThat(outbox.due(1))
                .extracting(message -> message.task().toHexString())
                .containsExactly(task.id());
    }

    @Test
    void aTaskThatNoWorkerStartsFailsAfterItsMessageWasPublishedAgainSomeTimes() {
        Task task = node.submit("sum");
        TaskOutbox outbox = node.outbox();
        outbox.remove(outbox.due(1));
        for (int i = 0; i < 2; i++) {
            assertThat(outbox.publishAgain("default", Duration.ofMillis(-1), 2)).isZero();
            outbox.remove(outbox.due(1));
        }

        assertThat(outbox.publishAgain("default", Duration.ofMillis(-1), 2)).isEqualTo(1);

        assertThat(node.find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(node.find(task).message()).contains("no worker started it");
        assertThat(outbox.due(1)).isEmpty();
        assertThat(outbox.publishedBefore("default", Duration.ofMillis(-1))).isZero();
    }
}
