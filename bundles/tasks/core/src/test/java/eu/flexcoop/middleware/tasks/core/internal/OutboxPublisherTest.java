package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages on their way from the outbox to the broker. */
@Timeout(60)
@NeedsMongod
class OutboxPublisherTest {
    private static PrivateMongod mongod;

    private final RecordingPublisher broker = new RecordingPublisher();
    private TaskNode node;

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
        node = new TaskNode(mongod, broker);
        node.collection().documents().deleteMany(new Document());
    }

    @AfterEach
    void close() throws InterruptedException {
        node.close();
    }

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
        outbox.publishAgain("default", Duration.ofMillis(-1));

        assertThat(outbox.due(1))
                .extracting(message -> message.task().toHexString())
                .containsExactly(task.id());
    }
}
