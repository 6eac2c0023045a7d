package eu.flexcoop.middleware.ops.health.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the health checks side by side, each with a time limit and at most once at a time, so that a check that hangs costs
 * one thread and nothing else.
 */
@Component(service = HealthBoard.class, configurationPid = "eu.flexcoop.middleware.ops.health")
@Designate(ocd = HealthConfig.class)
public final class HealthBoard {
    private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

    private final Duration timeout;
    private final Duration keep;
    private final ExecutorService threads;
    private final Map<HealthCheck, RunningCheck> checks = new ConcurrentHashMap<>();
    private volatile Snapshot last = new Snapshot(System.nanoTime(), -1, List.of());
    private Result.Status lastStatus = Result.Status.OK;

    /** What all checks said at one moment; {@code wave} tells whether checks came or went since. */
    private record Snapshot(long atNanos, int wave, List<CheckResult> results) {}

    private final AtomicInteger wave = new AtomicInteger();

    /** @param container required, since without any check an early answer would be OK */
    @Activate
    public HealthBoard(@Reference(target = "(hc.name=container)") HealthCheck container, HealthConfig config) {
        this.timeout = Duration.parse(config.checkTimeout());
        this.keep = Duration.parse(config.keepResults());
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "flexcoop-health-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    void close() {
        threads.shutdownNow();
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindCheck(HealthCheck check, Map<String, Object> properties) {
        checks.put(check, RunningCheck.of(check, properties));
        wave.incrementAndGet();
    }

    void unbindCheck(HealthCheck check) {
        checks.remove(check);
        wave.incrementAndGet();
    }

    /** The results of all checks by name, not older than the configuration says. */
    List<CheckResult> results() {
        Snapshot snapshot = last;
        return isFresh(snapshot) ? snapshot.results() : ask();
    }

    private boolean isFresh(Snapshot snapshot) {
        return snapshot.wave() == wave.get() && System.nanoTime() - snapshot.atNanos() < keep.toNanos();
    }

    private synchronized List<CheckResult> ask() {
        if (isFresh(last)) {
            return last.results();
        }
        int asked = wave.get();
        long deadline = System.nanoTime() + timeout.toNanos();
        List<RunningCheck> running = List.copyOf(checks.values());
        running.forEach(check -> check.start(threads));
        List<CheckResult> results = running.stream()
                .map(check -> check.await(deadline))
                .sorted(Comparator.comparing(CheckResult::name))
                .toList();
        last = new Snapshot(System.nanoTime(), asked, results);
        logChange(results);
        return results;
    }

    private void logChange(List<CheckResult> results) {
        Result.Status status = worst(results);
        if (status == lastStatus) {
            return;
        }
        lastStatus = status;
        if (CheckResult.serves(status)) {
            LOG.info("Health is {} now", status);
        } else {
            results.stream()
                    .filter(result -> !CheckResult.serves(result.status()))
                    .forEach(result -> LOG.warn("Health is {} now: {}: {}", status, result.name(), result.sentence()));
        }
    }

    static Result.Status worst(List<CheckResult> results) {
        return results.stream()
                .map(CheckResult::status)
                .max(Comparator.naturalOrder())
                .orElse(Result.Status.OK);
    }
}
