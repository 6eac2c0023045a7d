package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.tasks.api.Task;

import static org.assertj.core.api.Assertions.assertThat;

class TaskMetersTest extends TaskTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void queuedTasksAndTheAgeOfTheOldestAreShown() {
        Clock inAnHour = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        TaskMeters meters = new TaskMeters(node.collection(), registry, List.of("default", "other"), inAnHour);
        assertThat(value("waiting", "default")).isZero();
        assertThat(value("oldest", "default")).isZero();

        node.handle("sum", context -> {});
        Task first = node.submit("sum");
        node.submit("sum");
        assertThat(value("waiting", "default")).isEqualTo(2);
        assertThat(value("oldest", "default")).isBetween(3600.0, 3700.0);
        assertThat(value("waiting", "other")).isZero();

        node.worker().run(first.id());
        assertThat(value("waiting", "default")).isEqualTo(1);

        meters.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private double value(String what, String queue) {
        return registry.get("flexcoop.tasks." + what)
                .tag("queue", queue)
                .gauge()
                .value();
    }
}
