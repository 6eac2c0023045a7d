package eu.flexcoop.middleware.ops.health.internal;

import java.util.ArrayList;
import java.util.List;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthEndpointTest {
    private final List<String> selected = new ArrayList<>();
    private final List<HealthCheckExecutionResult> results = new ArrayList<>();
    private final HealthEndpoint.Page page = new HealthEndpoint.Page(new HealthCheckExecutor() {
        @Override
        public List<HealthCheckExecutionResult> execute(HealthCheckSelector selector) {
            selected.addAll(List.of(selector.tags()));
            return results;
        }

        @Override
        public List<HealthCheckExecutionResult> execute(
                HealthCheckSelector selector, HealthCheckExecutionOptions options) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void aTagSelectsTheChecksThatAreRun() {
        results.add(Executed.check("mongo", new Result(Status.OK, "it answers"), "servers"));
        assertThat(page.report("servers").serves()).isTrue();
        assertThat(page.report(null).results())
                .extracting(ExplainedResult::name)
                .containsExactly("mongo");
        assertThat(selected).containsExactly("servers", "*");
    }

    @Test
    void aTextThatIsNotATagSelectsNothing() {
        results.add(Executed.check("mongo", new Result(Status.OK, "it answers"), "servers"));
        for (String text : List.of("", "*", "-servers", "a)(b=c", "a,b")) {
            assertThat(page.report(text).results()).as(text).isEmpty();
            assertThat(page.report(text).serves()).as(text).isFalse();
        }
        assertThat(selected).isEmpty();
    }

    @Test
    void theProcessLivesWhileNoLivenessCheckSaysOtherwise() {
        assertThat(page.liveness().serves()).isTrue();
        results.add(Executed.check("threads", new Result(Status.CRITICAL, "deadlock"), "liveness"));
        assertThat(page.liveness().serves()).isFalse();
        assertThat(selected).containsExactly("liveness", "liveness");
    }
}
