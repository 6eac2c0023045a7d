package eu.flexcoop.middleware.ops.health.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthReportTest {
    private static HealthReport report(HealthCheckExecutionResult... results) {
        return HealthReport.of(List.of(results), Status.TEMPORARILY_UNAVAILABLE);
    }

    private static HealthReport report(Status status) {
        return report(Executed.check("a", new Result(status, "because")));
    }

    private static String message(FormattingResultLog log) {
        return ExplainedResult.of(Executed.check("a", new Result(log))).message();
    }

    @Test
    void theWorstStatusDecidesAndChecksAreSortedByName() {
        HealthReport report = report(
                Executed.check("mongo", new Result(Status.CRITICAL, "it says \"no\""), "servers", "readiness"),
                Executed.check("amqp", new Result(Status.WARN, "it is slow")));
        assertThat(report.status()).isEqualTo(Status.CRITICAL);
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .containsSubsequence("\"status\" : \"CRITICAL\"", "\"name\" : \"amqp\"", "\"name\" : \"mongo\"")
                .contains("it says \\\"no\\\"", "[ \"servers\", \"readiness\" ]", "\"took_ms\" : 7");
    }

    @Test
    void aWarningIsNoReasonToSendRequestsElsewhere() {
        assertThat(report(Status.OK).serves()).isTrue();
        assertThat(report(Status.WARN).serves()).isTrue();
        assertThat(report(Status.TEMPORARILY_UNAVAILABLE).serves()).isFalse();
        assertThat(report(Status.CRITICAL).serves()).isFalse();
        assertThat(report(Status.HEALTH_CHECK_ERROR).serves()).isFalse();
    }

    @Test
    void aNodeDoesNotServeWhileACheckThatDecidesThatHasNotEnded() {
        Result timeout = new Result(Status.WARN, "Timeout: Check still running after 3000ms");
        assertThat(report(Executed.check("container", timeout, "readiness").late())
                        .serves())
                .isFalse();
        assertThat(report(Executed.check("hbase", timeout, "servers").late()).serves())
                .isTrue();
    }

    @Test
    void withoutChecksTheStateIsNotGood() {
        assertThat(report().serves()).isFalse();
    }

    @Test
    void theMessageGivesTheEntriesThatExplainTheStatus() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("asked");
        log.warn("one is late.");
        log.critical("it failed.");
        assertThat(message(log)).isEqualTo("one is late. it failed.");
    }

    @Test
    void theMessageOfACheckThatThrewNamesTheException() {
        Result thrown = new Result(Status.HEALTH_CHECK_ERROR, "it threw", new IllegalStateException("no handle"));
        assertThat(ExplainedResult.of(Executed.check("a", thrown)).message())
                .isEqualTo("it threw: java.lang.IllegalStateException: no handle");
    }

    @Test
    void theMessageOfAGoodCheckIsItsLastEntryThatIsNotForDebugging() {
        FormattingResultLog log = new FormattingResultLog();
        log.info("first");
        log.info("all is well");
        log.debug("detail");
        assertThat(message(log)).isEqualTo("all is well");
        assertThat(message(new FormattingResultLog())).isEmpty();
    }
}
