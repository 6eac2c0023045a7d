package eu.flexcoop.middleware.ops.health.internal;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

import static org.assertj.core.api.Assertions.assertThat;

class HealthReportTest {
    private record Executed(HealthCheckMetadata metadata, Result result) implements HealthCheckExecutionResult {
        @Override
        public Result getHealthCheckResult() {
            return result;
        }

        @Override
        public long getElapsedTimeInMs() {
            return 7;
        }

        @Override
        public Date getFinishedAt() {
            return new Date();
        }

        @Override
        public boolean hasTimedOut() {
            return false;
        }

        @Override
        public HealthCheckMetadata getHealthCheckMetadata() {
            return metadata;
        }
    }

    /** As the executor gives it for a check with this name and tag {@code servers}. */
    private static HealthCheckExecutionResult result(String name, Result result) {
        Map<String, Object> properties =
                Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, new String[] {"servers"}, "service.id", 1L);
        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                HealthReportTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") ? properties.get((String) arguments[0]) : null);
        return new Executed(new HealthCheckMetadata(reference), result);
    }

    private static HealthReport report(Status status, String message) {
        return HealthReport.of(List.of(result("a", new Result(status, message))));
    }

    private static String json(HealthReport report) {
        return new String(report.json(), StandardCharsets.UTF_8);
    }

    @Test
    void theWorstStatusDecidesAndChecksAreSortedByName() {
        HealthReport report = HealthReport.of(List.of(
                result("mongo", new Result(Status.CRITICAL, "it says \"no\"")),
                result("amqp", new Result(Status.WARN, "it is slow"))));
        assertThat(report.status()).isEqualTo(Status.CRITICAL);
        assertThat(report.serves()).isFalse();
        assertThat(json(report))
                .containsSubsequence("\"status\" : \"CRITICAL\"", "\"name\" : \"amqp\"", "\"name\" : \"mongo\"")
                .contains("it says \\\"no\\\"", "[ \"servers\" ]", "\"took_ms\" : 7");
    }

    @Test
    void aWarningIsNoReasonToSendRequestsElsewhere() {
        assertThat(HealthReport.of(List.of()).serves()).isTrue();
        assertThat(report(Status.WARN, "slow").serves()).isTrue();
        assertThat(report(Status.TEMPORARILY_UNAVAILABLE, "starts").serves()).isFalse();
        assertThat(report(Status.HEALTH_CHECK_ERROR, "fault").serves()).isFalse();
    }

    @Test
    void theMessageGivesTheEntriesThatExplainTheStatus() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("asked");
        log.warn("one is late.");
        log.healthCheckError("it failed.");
        assertThat(json(HealthReport.of(List.of(result("a", new Result(log))))))
                .contains("\"one is late. it failed.\"")
                .doesNotContain("asked");
        assertThat(json(report(Status.OK, "all is well"))).contains("\"message\" : \"all is well\"");
    }
}
