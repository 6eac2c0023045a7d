package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Leases that expire and claims that are lost. */
class ClaimsTest extends TaskTest {
    @Test
    void aTaskOfADeadWorkerBeginsAgain() {
        node.handle("sum", context -> {});
        Task task = node.submit("sum");
        new Claims(node.collection(), Duration.ofMillis(300))
                .claim(task.id(), "worker that dies")
                .orElseThrow();
        node.publisher();

        LeasedTaskWorker worker = node.worker();
        worker.run(task.id());
        assertThat(node.find(task).state()).as("the lease still holds").isEqualTo(TaskState.RUNNING);

        await().until(() -> broker.published.contains(task.id()));
        worker.run(task.id());
        assertThat(node.find(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(node.find(task).attempts()).isEqualTo(2);
    }

    @Test
    void aTaskWhoseWorkersKeepDyingFailsInTheEnd() {
        node.with("maxAttempts", 2);
        Task task = node.submit("sum");
        node.worker();
        Claims dying = new Claims(node.collection(), Duration.ofMillis(50));

        await().until(() -> {
            dying.claim(task.id(), "worker that dies");
            return node.find(task).state().isFinal();
        });

        assertThat(node.find(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(node.find(task).attempts()).isEqualTo(2);
        assertThat(node.find(task).message()).contains("Its worker died in each of 2 attempts");
    }

    @Test
    void aWorkerThatLostItsLeaseDecidesNothing() throws Exception {
        Claims claims = new Claims(node.collection(), Duration.ofMillis(1));
        Task task = node.submit("sum");
        Claim slow = claims.claim(task.id(), "slow").orElseThrow();
        await().until(() -> claims.expired().size() == 1);
        assertThat(claims.releaseExpired(slow, "again")).isTrue();
        claims.claim(task.id(), "quick").orElseThrow();

        assertThat(claims.renew(slow, new RunningTask.Progress(0.5, ""))).isEqualTo(Claims.Renewal.LOST);
        assertThat(claims.end(slow, TaskState.FAILED, 0, "too late")).isFalse();
        assertThat(node.find(task).state()).isEqualTo(TaskState.RUNNING);
    }
}
