package eu.flexcoop.middleware.tasks.core.internal;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** A node on a database without tasks and a broker that records what is published. */
@Timeout(60)
@NeedsMongod
abstract class TaskTest {
    static PrivateMongod mongod;

    final RecordingPublisher broker = new RecordingPublisher();
    private final List<TaskNode> nodes = new ArrayList<>();
    TaskNode node;

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
    void openNode() {
        node = anotherNode();
        node.collection().documents().deleteMany(new Document());
    }

    @AfterEach
    void closeNodes() throws InterruptedException {
        for (TaskNode each : nodes) {
            each.close();
        }
    }

    /** A node of the same installation, closed after the test. */
    final TaskNode anotherNode() {
        TaskNode another = new TaskNode(mongod, broker);
        nodes.add(another);
        return another;
    }
}
