package eu.flexcoop.middleware.ops.health.internal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;

/**
 * What one health check said, in one line.
 *
 * @param message the entries that explain a status that is not OK; otherwise the last entry
 */
record ExplainedResult(String name, List<String> tags, Result.Status status, String message, long tookMillis) {

    private static final String READINESS = "readiness";

    static ExplainedResult of(HealthCheckExecutionResult executed) {
        List<String> tags = List.copyOf(executed.getHealthCheckMetadata().getTags());
        return new ExplainedResult(
                executed.getHealthCheckMetadata().getName(),
                tags,
                status(executed, tags),
                message(executed.getHealthCheckResult()),
                executed.getElapsedTimeInMs());
    }

    /**
     * The executor gives a check that has not ended in time a warning, with which a node serves. A check that decides whether the node
     * can serve must have said so: on a machine that is slow to start the state of the container is known late.
     */
    private static Result.Status status(HealthCheckExecutionResult executed, List<String> tags) {
        Result.Status status = executed.getHealthCheckResult().getStatus();
        return executed.hasTimedOut() && status == Result.Status.WARN && tags.contains(READINESS)
                ? Result.Status.TEMPORARILY_UNAVAILABLE
                : status;
    }

    private static String message(Result result) {
        List<ResultLog.Entry> entries = StreamSupport.stream(result.spliterator(), false)
                .filter(entry -> !entry.isDebug())
                .toList();
        String why = entries.stream()
                .filter(entry -> entry.getStatus() != Result.Status.OK)
                .map(ExplainedResult::text)
                .collect(Collectors.joining(" "));
        if (!why.isEmpty() || entries.isEmpty()) {
            return why;
        }
        return entries.get(entries.size() - 1).getMessage();
    }

    private static String text(ResultLog.Entry entry) {
        return entry.getException() == null
                ? entry.getMessage()
                : "%s: %s".formatted(entry.getMessage(), entry.getException());
    }
}
