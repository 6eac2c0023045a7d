package eu.flexcoop.middleware.ops.health.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One health check and its present run; used by one thread at a time. */
final class RunningCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RunningCheck.class);

    private final HealthCheck check;
    private final String name;
    private final List<String> tags;
    private FutureTask<CheckResult> run;
    private long startedNanos;

    private RunningCheck(HealthCheck check, String name, List<String> tags) {
        this.check = check;
        this.name = name;
        this.tags = tags;
    }

    static RunningCheck of(HealthCheck check, Map<String, Object> properties) {
        Object name = properties.getOrDefault(HealthCheck.NAME, check.getClass().getSimpleName());
        return new RunningCheck(check, name.toString(), strings(properties.get(HealthCheck.TAGS)));
    }

    private static List<String> strings(Object property) {
        if (property instanceof String[] several) {
            return List.of(several);
        }
        return property == null ? List.of() : List.of(property.toString());
    }

    /** Starts a run unless the one before is not over yet. */
    void start(Executor threads) {
        if (run == null) {
            run = new FutureTask<>(this::execute);
            startedNanos = System.nanoTime();
            threads.execute(run);
        }
    }

    /** @param deadline by {@link System#nanoTime()}; a run that takes longer is awaited again by the next call */
    CheckResult await(long deadline) {
        try {
            CheckResult result = run.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            run = null;
            return result;
        } catch (TimeoutException e) {
            return failed("It has not answered for %d s".formatted(took().toSeconds()));
        } catch (ExecutionException e) {
            run = null;
            LOG.warn("Health check {} failed", name, e.getCause());
            return failed("The check itself failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("It was interrupted");
        }
    }

    private CheckResult execute() {
        Result result = check.execute();
        return new CheckResult(name, tags, result.getStatus(), sentence(result), took());
    }

    /** The entries that explain the status; of a good one the last. */
    private static String sentence(Result result) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (ResultLog.Entry entry : result) {
            last = entry.getMessage();
            if (entry.getStatus() == result.getStatus() && result.getStatus() != Result.Status.OK) {
                text.append(text.isEmpty() ? "" : " ").append(last);
            }
        }
        return text.isEmpty() ? last : text.toString();
    }

    private CheckResult failed(String sentence) {
        return new CheckResult(name, tags, Result.Status.HEALTH_CHECK_ERROR, sentence, took());
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
