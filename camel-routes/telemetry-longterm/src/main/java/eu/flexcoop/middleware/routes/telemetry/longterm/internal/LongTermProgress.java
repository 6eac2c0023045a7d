package eu.flexcoop.middleware.routes.telemetry.longterm.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says how the route to HBase fares. Thread-safe. */
@Component(
        service = {HealthCheck.class, LongTermProgress.class},
        immediate = true,
        property = {
            HealthCheck.NAME + "=telemetry.longterm",
            HealthCheck.TAGS + "=telemetry",
            // one good batch among failing ones does not hide the failures
            HealthCheck.KEEP_NON_OK_RESULTS_STICKY_FOR_SEC + ":Long=60"
        })
public final class LongTermProgress implements HealthCheck {
    private record Failure(Instant since, String message) {}

    private final Counter rows;
    private volatile Failure failure;

    @Activate
    public LongTermProgress(@Reference MeterRegistry metrics) {
        this.rows = Counter.builder("flexcoop.telemetry.longterm.rows")
                .description("Rows written to HBase, repeated ones included")
                .register(metrics);
    }

    void written(int count) {
        rows.increment(count);
        failure = null;
    }

    void failed(Throwable cause) {
        Failure known = failure;
        Instant since = known == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : known.since();
        failure = new Failure(since, cause.getMessage());
    }

    @Override
    public Result execute() {
        Failure current = failure;
        return current == null
                ? new Result(Result.Status.OK, "HBase takes the rows of the 15-minute documents")
                : new Result(
                        Result.Status.WARN,
                        "HBase has not taken rows since %s, they wait in MongoDB and are written when it is back: %s"
                                .formatted(current.since(), firstLine(current.message())));
    }

    private static String firstLine(String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
