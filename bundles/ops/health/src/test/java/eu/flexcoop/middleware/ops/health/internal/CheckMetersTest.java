package eu.flexcoop.middleware.ops.health.internal;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;

import static org.assertj.core.api.Assertions.assertThat;

class CheckMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CheckMeters meters = new CheckMeters(registry);

    @Test
    void theLatestStatusOfEachCheckIsShown() {
        ran("mongo", Result.Status.CRITICAL);
        ran("amqp", Result.Status.WARN);
        assertThat(status("mongo")).isEqualTo(3);
        assertThat(status("amqp")).isEqualTo(1);
        ran("mongo", Result.Status.OK);
        assertThat(status("mongo")).isZero();
        assertThat(status("amqp")).isEqualTo(1);
    }

    @Test
    void theTimeOfEachRunIsCounted() {
        ran("hbase", Result.Status.OK);
        ran("hbase", Result.Status.OK);
        assertThat(registry.get("flexcoop.health.check").tag("check", "hbase").timer())
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(2))
                .satisfies(timer ->
                        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(14));
    }

    private void ran(String check, Result.Status status) {
        meters.handleEvent(new Event(
                "org/apache/felix/health/name/" + check + "/UPDATED",
                Map.of("executionResult", Executed.check(check, new Result(status, "said")))));
    }

    private double status(String check) {
        return registry.get("flexcoop.health.status")
                .tag("check", check)
                .gauge()
                .value();
    }
}
